import { readFileSync } from 'node:fs';
import { Router } from 'express';
import { builtFile } from '../base/built-file.js';
import { openApiOf } from './openapi.js';
import type { AnyRoute } from './route.js';

const files: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

/** Everything a browser may do on the page of documents: load what this service serves, and call it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>grantgraph API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="data:,">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#docs', validatorUrl: null, deepLinking: true, displayRequestDuration: true,
  tryItOutEnabled: true, persistAuthorization: false, docExpansion: 'list', defaultModelsExpandDepth: 0,
});
`;

/** The OpenAPI document and a page to read and try it. They tell of the program, not of the data: everybody may read them. */
export function docsRouter(table: readonly AnyRoute[], version = '0.1.0'): Router {
  const router = Router();
  let document: string | null = null;
  router.get('/openapi.json', (_request, response) => {
    document ??= JSON.stringify(openApiOf(table, version));
    response.setHeader('cache-control', 'no-cache');
    response.type('application/json').send(document);
  });
  router.get('/docs', (_request, response) => {
    response.setHeader('content-security-policy', policy);
    response.type('html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('text/javascript').send(start);
  });
  for (const [file, type] of Object.entries(files)) {
    let text: Buffer | null = null;
    router.get(`/docs/${file}`, (_request, response) => {
      text ??= readFileSync(builtFile(`./docs-assets/${file}`, import.meta.url));
      response.setHeader('content-type', type);
      response.setHeader('cache-control', 'public, max-age=86400');
      response.send(text);
    });
  }
  return router;
}
