import { GrantgraphError } from '../../base/errors.js';

/** SQLite's own complaints as causes a person understands. */
export function translate(error: unknown, file: string): unknown {
  if (error instanceof GrantgraphError || !(error instanceof Error)) return error;
  const text = `${(error as { code?: string }).code ?? ''} ${(error as { errstr?: string }).errstr ?? ''} ${error.message}`;
  const place = { place: { file }, cause: error };
  if (/SQLITE_FULL|disk is full|ENOSPC/i.test(text))
    return new GrantgraphError('disk-full', 'the disk is full, nothing was stored', place);
  if (/SQLITE_BUSY|database is locked|SQLITE_LOCKED/i.test(text))
    return new GrantgraphError('store-busy', 'the store is in use by another process', {
      ...place,
      hint: 'wait for it to end and try again',
    });
  if (/SQLITE_READONLY|readonly database|attempt to write/i.test(text))
    return new GrantgraphError('store-not-writable', 'the store cannot be written', place);
  if (/SQLITE_NOTADB|not a database/i.test(text))
    return new GrantgraphError('not-a-store', `\`${file}\` is not a store`, place);
  if (/SQLITE_CORRUPT|malformed/i.test(text))
    return new GrantgraphError('store-damaged', `\`${file}\` is damaged`, {
      ...place,
      hint: 'ingest the dumps into a new data directory',
    });
  if (/SQLITE_CANTOPEN|unable to open|EACCES|EPERM/i.test(text))
    return new GrantgraphError('store-not-readable', `cannot open \`${file}\``, place);
  if (/SQLITE_IOERR|disk I\/O/i.test(text))
    return new GrantgraphError('store-io', 'the disk refused a read or write of the store', place);
  return error;
}

export function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error, file);
  }
}
