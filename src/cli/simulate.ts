import { GrantgraphError } from '../base/errors.js';
import { simulate, simulateSource } from '../commands/simulate.js';
import type { Session } from './session.js';

export async function simulateCommand(_session: Session, file: string | undefined): Promise<number> {
  try {
    const { failed } = await simulate(simulateSource(file), process.stdout);
    return failed > 0 ? 3 : 0;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
      throw new GrantgraphError('unreadable-file', `cannot read \`${file}\``, { place: { file: file ?? '-' }, cause });
    }
    throw cause;
  }
}
