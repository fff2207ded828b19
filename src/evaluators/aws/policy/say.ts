/** Notes a fault of a policy: its code, words, JSON pointer, and whether the platform would refuse it. */
export type Say = (code: string, message: string, path: string, severity?: 'invalid' | 'lint') => void;
