/** Part of every digest: raise it when the same bytes map to other facts. */
export const mapperVersion = 'aws-2';
