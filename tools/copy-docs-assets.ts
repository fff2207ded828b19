import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Puts what the page of API documents needs (swagger-ui, Apache-2.0) beside the code that serves it, with its licence. */
const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const to = fileURLToPath(new URL('../src/http/docs-assets/', import.meta.url));
mkdirSync(to, { recursive: true });
for (const file of ['swagger-ui.css', 'LICENSE', 'NOTICE']) copyFileSync(join(from, file), join(to, file));
// Its map is not shipped.
const bundle = readFileSync(join(from, 'swagger-ui-bundle.js'), 'utf8');
writeFileSync(join(to, 'swagger-ui-bundle.js'), bundle.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'));
