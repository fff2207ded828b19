import type { ActionInfo } from '../../catalogue/contract.js';
import {
  type AttachedPolicy,
  allowingStatements,
  type CompiledPolicy,
  coversAction,
  type Statement,
} from '../../evaluators/aws/index.js';
import type { Decision, Reason } from '../../evaluators/verdict.js';
import type { AccessRow, Destination, Granter, Source } from '../contract.js';
import type { Acceptor } from './acceptor.js';
import type { Actor } from './actors.js';
import { withoutPath } from './arn.js';
import { decryptingActions } from './content-encryption.js';
import { type Ask, decidePair, type Pair, policiesOf, requestOf } from './decide-pair.js';
import { grantedDestinations, grantedText } from './destinations.js';
import type { AwsEstate } from './estate.js';
import { identityPart } from './granters.js';
import { rowDecision } from './row-decision.js';
import { type Session, through } from './sessions.js';
import { sourceFor } from './sources.js';

export interface GrantedRowsInput {
  readonly estate: AwsEstate;
  readonly ask: Ask;
  readonly actor: Actor;
  /** Who acts as the actor; asked for only when a grant of it matters. */
  readonly sessions: () => readonly Session[];
  readonly accept: Acceptor;
  /** Lower-case action names that can matter; absent = all. */
  readonly actions?: readonly ActionInfo[];
  readonly services?: ReadonlySet<string>;
}

/**
 * Rows of what an actor's own policies grant, by granted destination: never expanded over the inventory. The verdict is that of
 * the granted text as a container: its own guardrails decided with the name left open.
 */
export function* grantedRows(input: GrantedRowsInput): Iterable<AccessRow | null> {
  const { actor, estate, accept } = input;
  let sessions: readonly { session: Session; source: Source | null }[] | undefined;
  let verdicts: Verdicts | undefined;
  for (const [position, grant] of (actor.class?.grants ?? []).entries()) {
    const attached = actor.identity[position]!;
    if (!attached.policy) continue;
    for (const statement of attached.policy.statements) {
      if (statement.effect !== 'Allow') continue;
      const part = identityPart(estate, grant, attached.policy, statement);
      const granter = part.granter(actor.id);
      if (!accept.with('granter', { granter })) continue;
      const texts = (statement.resources ?? ['*']).filter((text) =>
        accept.with('granted', { granter, granted: grantedText(text, actor.account ?? null) }),
      );
      if (texts.length === 0) continue;
      sessions ??= input.sessions().map((session) => ({ session, source: sourceFor(estate, session.source) }));
      if (sessions.length === 0) return;
      verdicts ??= new Verdicts(input);
      const hops = part.hops(actor.id);
      for (const grants of statementGrants(input, { granter, texts, verdicts, attached, statement })) {
        if (grants === null) {
          yield null;
          continue;
        }
        const { action, destination, decision } = grants;
        for (const { session, source } of sessions) {
          const decided = rowDecision(through(session, decision));
          if (source === null || decided === null) continue;
          yield { source, path: [...session.path, ...hops], granter, action, destination, ...decided };
        }
      }
    }
  }
}

interface StatementGrant {
  readonly action: ActionInfo;
  readonly destination: Destination;
  readonly decision: Decision;
}

/** Actions looked at between two places to pause. */
const stride = 64;

interface GrantingStatement {
  readonly granter: Granter;
  /** Its resources, those that can matter. */
  readonly texts: readonly string[];
  readonly verdicts: Verdicts;
  readonly attached: AttachedPolicy;
  readonly statement: Statement;
}

function* statementGrants(
  input: GrantedRowsInput,
  { granter, texts, verdicts, attached, statement }: GrantingStatement,
): Iterable<StatementGrant | null> {
  const { estate, actor, accept } = input;
  const tested = accept.speaksOf('destination');
  let looked = 0;
  for (const action of actionsOf(input, statement)) {
    if (++looked % stride === 0) yield null;
    if (!accept.with('action', { granter, action })) continue;
    for (const text of texts) {
      const all = grantedDestinations(estate.catalogue, action, text, actor.account ?? null);
      const destinations = tested
        ? all.filter((destination) => accept.with('destination', { granter, action, destination }))
        : all;
      if (destinations.length === 0) continue;
      const decision = verdicts.of(action, text, attached, statement);
      if (decision === null || decision.verdict === 'deny') continue;
      for (const destination of destinations) yield { action, destination, decision };
    }
  }
}

function* actionsOf(input: GrantedRowsInput, statement: Statement): Iterable<ActionInfo> {
  const { catalogue } = input.estate;
  if (input.actions) {
    for (const action of input.actions) if (coversAction(statement, action.name.toLowerCase())) yield action;
    return;
  }
  const seen = new Set<number>();
  const patterns = statement.actions ?? ['*'];
  for (const pattern of patterns) {
    for (const action of catalogue.expand(pattern)) {
      if (seen.has(action.id) || (input.services && !input.services.has(action.service))) continue;
      seen.add(action.id);
      if (statement.actions || coversAction(statement, action.name.toLowerCase())) yield action;
    }
  }
}

/** Services whose actions have rules of their own beside policies: trust, key policies, operations closed to other accounts. */
const ownRules: ReadonlySet<string> = new Set(['kms', 'sqs', 'sts']);

/**
 * Actions that meet the same statements share one verdict on one granted text: those of the actor's policies, of the control
 * policies above it, and of the resource that the text lies in.
 */
class Verdicts {
  private readonly cache = new Map<string, Decision | null>();
  private readonly statements: readonly Statement[];
  private readonly ofResource = new Map<string, readonly Statement[]>();
  private readonly met = new Map<number, string>();

  constructor(private readonly input: GrantedRowsInput) {
    const { estate, actor } = input;
    const account = actor.account === undefined ? null : estate.accounts.view(actor.account);
    const levels = [...(account?.serviceControl ?? []), ...(account?.resourceControl ?? [])].flatMap(
      (level) => level.policies,
    );
    const all: readonly AttachedPolicy[] = [...actor.identity, ...actor.boundaries, ...levels];
    this.statements = all.flatMap((attached) => attached.policy?.statements ?? []);
  }

  of(action: ActionInfo, granted: string, attached: AttachedPolicy, statement: Statement): Decision | null {
    const name = action.name.toLowerCase();
    const kind = action.resourceTypes.length === 0 ? '*' : granted;
    const own = ownRules.has(action.service) || decryptingActions.has(name) ? name : '';
    const there = this.resourceStatements(kind);
    const key = `${kind}\n${action.service}\n${own}\n${attached.id}\n${statement.index}\n${this.metBy(action.id, name)}\n${metBy(there, name)}`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const decision = this.decide(action, kind, attached.policy!, attached.id, statement);
    this.cache.set(key, decision);
    return decision;
  }

  private metBy(id: number, name: string): string {
    let met = this.met.get(id);
    if (met === undefined) {
      met = metBy(this.statements, name);
      this.met.set(id, met);
    }
    return met;
  }

  private resourceStatements(granted: string): readonly Statement[] {
    let found = this.ofResource.get(granted);
    if (!found) {
      found = this.input.estate.resources.view(granted).policy?.policy?.statements ?? [];
      this.ofResource.set(granted, found);
    }
    return found;
  }

  private decide(
    action: ActionInfo,
    granted: string,
    policy: CompiledPolicy,
    carrier: string,
    statement: Statement,
  ): Decision | null {
    const { estate, actor, ask } = this.input;
    const text = instantiate(granted, actor);
    if (text === null) return null;
    const pattern = /[*?]/.test(text);
    const resource = estate.resources.view(text);
    const pair: Pair = {
      estate,
      actor,
      action: action.name,
      resource,
      target: { resource: text, pattern: pattern && action.resourceTypes.length > 0 },
      ask,
    };
    const takesPart = allowingStatements(policy, requestOf(pair)).includes(statement);
    if (!takesPart) return null;
    if (action.name === 'sts:AssumeRole' && resource.policy === undefined && policiesOf(pair).resource === undefined)
      return trustDecides(pair, carrier, statement);
    return decidePair(pair);
  }
}

function metBy(statements: readonly Statement[], name: string): string {
  return statements.map((one) => (coversAction(one, name) ? '1' : '0')).join('');
}

/** `sts:AssumeRole` on a text that is no collected role: each role's trust policy has the last word. */
function trustDecides(pair: Pair, carrier: string, statement: Statement): Decision {
  const because: Reason[] = [
    {
      key: 'identity-allow',
      layer: 'identity',
      policy: carrier,
      statement: statement.sid ?? statement.index,
      entity: pair.actor.id,
    },
  ];
  return {
    verdict: 'conditional',
    explicit: false,
    because,
    residual: { missing: 'trust policies of the roles this text names' },
  };
}

/** The granted text with the actor's own name filled in; other variables stand for any text. */
function instantiate(granted: string, actor: Actor): string | null {
  if (!granted.includes('${')) return granted;
  const name = actor.principal.kind === 'user' ? withoutPath(actor.principal.arn) : null;
  if (/\$\{aws:username\}/i.test(granted) && name === null) return null;
  return granted
    .replace(/\$\{aws:username\}/gi, name ?? '*')
    .replace(/\$\{([*?$])\}/g, '?')
    .replace(/\$\{[^}]*\}/g, '*');
}
