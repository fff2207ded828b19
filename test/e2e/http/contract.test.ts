import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pythonPackage } from '../../servers/python-package.js';
import { testService } from '../../unit/http/service.js';

const schemathesis = pythonPackage('schemathesis', 'schemathesis>=4,<5', 'schemathesis');

describe.skipIf(schemathesis === null)('requests made from the OpenAPI document', () => {
  const service = testService();

  it('are answered as the document says', async () => {
    const token = await service.token('admin');
    const { code, text } = await run(schemathesis!, service.root, [
      'run',
      `${service.url}/openapi.json`,
      ...['--header', `Authorization: Bearer ${token}`],
      ...['--phases', 'examples,coverage,fuzzing', '--max-examples', '15', '--seed', '1', '--workers', '2'],
      ...[
        '--checks',
        'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance,ignored_auth',
      ],
      '--no-color',
    ]);
    expect(code, text.slice(-6000)).toBe(0);
    expect(text).toMatch(/Operations:\s+\d\d/);
  }, 240_000);
});

function run(file: string, cwd: string, args: readonly string[]): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd, env: { ...process.env, PYTHONWARNINGS: 'ignore' } });
    let text = '';
    child.stdout.on('data', (data) => {
      text += String(data);
    });
    child.stderr.on('data', (data) => {
      text += String(data);
    });
    child.once('close', (code) => resolve({ code, text }));
  });
}
