import type { Node, ResourceFilter } from './contract.js';

/** Does the inventory node meet every key of the filter? Stores narrow by their indexes first. */
export function fits(node: Node, { idPrefix, service, type, account, region, name }: ResourceFilter): boolean {
  return (
    (idPrefix === undefined || node.id.startsWith(idPrefix)) &&
    (service === undefined || isOfService(node, service.toLowerCase())) &&
    (type === undefined || node.type === type) &&
    (account === undefined || node.account === account) &&
    (region === undefined || node.region === region) &&
    (name === undefined || node.name.toLowerCase() === name.toLowerCase())
  );
}

/** By the id where it is an ARN, else by the type (`service:type`). */
function isOfService(node: Node, service: string): boolean {
  const arn = /^arn:[^:]*:([^:]*):/.exec(node.id);
  return (arn ? arn[1] : node.type?.slice(0, node.type.indexOf(':')).toLowerCase()) === service;
}
