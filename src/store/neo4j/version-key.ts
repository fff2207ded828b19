/**
 * Keys of documents, grants and classes: those of one version of a part stand together. Room for two million versions with four
 * thousand million rows each, within exact JavaScript numbers.
 */
const perVersion = 2 ** 32;

export function firstOfVersion(version: number): number {
  return version * perVersion;
}

export function versionOf(key: number): number {
  return Math.floor(key / perVersion);
}
