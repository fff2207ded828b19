import { inNetwork, isNetwork } from './networks.js';
import { type BaseOperator, negation, plain } from './operator.js';

export const ipAddress: BaseOperator = { ...plain('IpAddress', inNetwork), sensible: isNetwork };
export const notIpAddress = negation('NotIpAddress', ipAddress);
