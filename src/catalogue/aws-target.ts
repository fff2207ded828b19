import type { ActionTable } from './aws-actions.js';
import type { ResourceType, ResourceTypeTable, Standing } from './aws-resource-types.js';
import type { ActionInfo, Target } from './contract.js';

/** What one text is to all resource types of one service. */
interface View {
  readonly standings: ReadonlyMap<string, Standing>;
  /** Some type of the service is, may be, or holds it: the catalogue knows the shape. */
  readonly known: boolean;
  readonly signature: string;
}

/**
 * What the authorizer checks an action against. Source: the resource types column of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html;
 * an action without resource types is decided on `*`.
 */
export class TargetResolver {
  private readonly views = new Map<string, View>();
  private readonly actionLists = new Map<string, readonly ActionInfo[]>();

  constructor(
    private readonly actions: ActionTable,
    private readonly types: ResourceTypeTable,
  ) {}

  target(name: string, resource: string): Target {
    const action = this.actions.find(name);
    if (!action) return { applies: true, resource, pattern: false, how: 'unknown-action' };
    if (action.resourceTypes.length === 0)
      return { applies: true, resource: '*', pattern: false, how: 'account-level' };
    return this.targetOf(action, resource);
  }

  private targetOf(action: ActionInfo, resource: string): Target {
    const wildcard = /[*?]/.test(resource);
    if (/^\*+$/.test(resource)) return contents(resource);
    const arnService = /^arn:[^:]*:([^:]*)/.exec(resource)?.[1];
    if (arnService === undefined && !wildcard) return { applies: false, reason: `\`${resource}\` is not an ARN` };
    const view = this.view(action.service, resource, wildcard);
    const standings = action.resourceTypes.flatMap((type) => view.standings.get(type) ?? []);
    if (standings.some((standing) => standing.how === 'is'))
      return { applies: true, resource, pattern: false, how: 'exact' };
    if (standings.some((standing) => standing.how === 'may')) return contents(resource);
    const rests = standings.flatMap((standing) => (standing.how === 'holds' ? [standing.rest] : []));
    if (rests.length > 0) return contents(resource + commonGlob(rests));
    if (!view.known && this.rightService(action, arnService) && !this.types.typeOf(resource)) {
      // The catalogue lacks the shape: better asked as it stands than hidden.
      return wildcard ? contents(resource) : { applies: true, resource, pattern: false, how: 'exact' };
    }
    return { applies: false, reason: this.mismatch(action, resource) };
  }

  /** Actions of every service that can be asked of this resource or its contents; decisions on `*` alone are not about it. */
  actionsOn(resource: string): readonly ActionInfo[] {
    if (/^\*+$/.test(resource)) return this.actions.expand('*');
    const arnService = /^arn:[^:]*:([^:]*)/.exec(resource)?.[1];
    if (arnService === undefined) return [];
    const wildcard = /[*?]/.test(resource);
    const services = this.types.servicesOf(arnService);
    const key = services.map((service) => `${service} ${this.view(service, resource, wildcard).signature}`).join(' ');
    let list = this.actionLists.get(key);
    if (!list) {
      const among = services.flatMap((service) => this.actions.of(service));
      list = Object.freeze(
        among.filter((action) => action.resourceTypes.length > 0 && this.targetOf(action, resource).applies),
      );
      if (this.actionLists.size >= 2_000) this.actionLists.clear();
      this.actionLists.set(key, list);
    }
    return list;
  }

  private view(service: string, resource: string, wildcard: boolean): View {
    const key = `${service}\n${resource}`;
    const known = this.views.get(key);
    if (known) return known;
    const standings = new Map<string, Standing>();
    const signature: string[] = [];
    for (const type of this.types.candidates(service, resource)) {
      const standing = type.standing(resource, wildcard);
      if (standing.how === 'none') continue;
      standings.set(type.info.type, standing);
      signature.push(`${type.info.type}=${standing.how}`);
    }
    const view = { standings, known: standings.size > 0, signature: signature.join() };
    if (this.views.size >= 20_000) this.views.clear();
    this.views.set(key, view);
    return view;
  }

  private rightService(action: ActionInfo, arnService: string | undefined): boolean {
    if (arnService === undefined || arnService === action.service) return true;
    return this.typesOf(action).some((type) =>
      type.formats.some((format) => format.service === null || format.service === arnService),
    );
  }

  private typesOf(action: ActionInfo): readonly ResourceType[] {
    return this.types.of(action.service).filter((type) => action.resourceTypes.includes(type.info.type));
  }

  private mismatch(action: ActionInfo, resource: string): string {
    const type = this.types.typeOf(resource);
    const what = type ? `${type.service} ${type.type}` : `\`${resource}\``;
    const on = action.resourceTypes.slice(0, 5).join(', ');
    return `\`${action.name}\` acts on ${on}${action.resourceTypes.length > 5 ? ' …' : ''} of ${action.service}, not on ${what}`;
  }
}

function contents(resource: string): Target {
  return { applies: true, resource, pattern: true, how: 'contents' };
}

/** One glob over several: `/index/*` and `/stream/*` -> `/*`. */
function commonGlob(rests: readonly string[]): string {
  const first = rests[0]!;
  if (rests.every((rest) => rest === first)) return first;
  let length = 0;
  while (first[length] !== undefined && first[length] !== '*' && rests.every((rest) => rest[length] === first[length]))
    length++;
  return `${first.slice(0, length)}*`;
}
