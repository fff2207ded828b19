export interface SplitFile {
  /** The header's YAML: as many lines as the file's head has, so that line numbers are the same. */
  readonly header: string;
  /** The whole file with every comment blanked: places in it are places in the file. */
  readonly body: string;
  /** The query alone. */
  readonly query: string;
}

const comment = /^\s*(?:#|--) ?/;

/** A saved query is a head of lines that begin with `#` (or `--`), then one query. Comments inside the query are left out as well. */
export function splitFile(text: string): SplitFile {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '' && !comment.test(line));
  const head = first < 0 ? lines : lines.slice(0, first);
  return {
    header: head.map((line) => line.replace(comment, '').trimEnd()).join('\n'),
    body: lines.map((line) => (comment.test(line) ? ' '.repeat(line.length) : line)).join('\n'),
    query: lines
      .filter((line) => !comment.test(line))
      .map((line) => line.trimEnd())
      .join('\n')
      .trim(),
  };
}

/** Does the text carry a header, or is it a query alone? */
export function hasHeader(text: string): boolean {
  return /^\s*(?:#|--) ?id:/m.test(text);
}
