import { localAdministrator } from '../callers/caller.js';
import { check, labelsOf, parseContext } from '../commands/check.js';
import { renderJson } from '../reports/json.js';
import { renderVerdict } from '../reports/verdict.js';
import type { Session } from './session.js';

interface CheckOptions {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: readonly string[];
  readonly contextJson?: string;
  readonly allowConditional: boolean;
}

export async function checkCommand({ environment, options: global }: Session, options: CheckOptions): Promise<number> {
  const answer = await check(environment, localAdministrator, {
    principal: options.principal,
    action: options.action,
    resource: options.resource,
    context: parseContext(options.context, options.contextJson),
    reach: global.reach,
    strict: global.strict,
  });
  if (global.format === 'json' || global.format === 'ndjson') {
    process.stdout.write(renderJson(answer, { compact: global.format === 'ndjson' }));
  } else {
    const labels = await labelsOf(environment, answer);
    process.stdout.write(
      `${renderVerdict(answer, { color: process.stdout.isTTY === true, name: (id) => labels[id] })}\n`,
    );
  }
  return answer.verdict === 'allow' || (options.allowConditional && answer.verdict === 'conditional') ? 0 : 1;
}
