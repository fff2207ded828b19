/** Ids that may govern an ARN or a granted text: itself and what it lies in, at every border. */
export function governing(id: string): string[] {
  const wildcard = id.search(/[*?]|\$\{/);
  let text = wildcard < 0 ? id : id.slice(0, wildcard).replace(/[/:]?[^/:]*$/, '');
  const found: string[] = [];
  for (let depth = 0; depth < 8 && text.split(':').length >= 6; depth++) {
    found.push(text);
    const cut = Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'));
    if (cut <= 0) break;
    text = text.slice(0, cut);
  }
  return found;
}
