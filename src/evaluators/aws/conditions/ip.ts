import { inNetwork } from './networks.js';
import { negation, plain } from './operator.js';

export const ipAddress = plain('IpAddress', inNetwork);
export const notIpAddress = negation('NotIpAddress', ipAddress);
