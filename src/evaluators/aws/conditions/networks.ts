import { BlockList, isIP } from 'node:net';

const cache = new Map<string, BlockList | null>();

/** Is the address in the CIDR block? A single address is a block of one; IPv4 and IPv6 never meet. */
export function inNetwork(address: string, block: string): boolean {
  const family = isIP(address);
  if (family === 0 || family !== isIP(block.split('/', 1)[0]!)) return false;
  return listOf(block)?.check(address, family === 4 ? 'ipv4' : 'ipv6') ?? false;
}

/** An address, or a block of them. */
export function isNetwork(block: string): boolean {
  return isIP(block.split('/', 1)[0]!) !== 0 && listOf(block) !== null;
}

function listOf(block: string): BlockList | null {
  const known = cache.get(block);
  if (known !== undefined) return known;
  const [address, prefix, ...rest] = block.split('/');
  const family = isIP(address!) === 4 ? 'ipv4' : 'ipv6';
  let list: BlockList | null = new BlockList();
  try {
    if (rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)))
      throw new RangeError('no prefix length');
    if (prefix === undefined) list.addAddress(address!, family);
    else list.addSubnet(address!, Number(prefix), family);
  } catch {
    list = null;
  }
  if (cache.size > 10_000) cache.clear();
  cache.set(block, list);
  return list;
}
