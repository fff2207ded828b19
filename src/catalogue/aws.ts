import { ActionTable } from './aws-actions.js';
import { CloudFormationTypes } from './aws-cloudformation.js';
import { ConditionKeys } from './aws-condition-keys.js';
import { type CatalogueFile, readCatalogueFile } from './aws-file.js';
import { regionCode, regionName } from './aws-regions.js';
import { ResourceTypeTable } from './aws-resource-types.js';
import { TargetResolver } from './aws-target.js';
import type { ActionInfo, AwsCatalogue, ResourceTypeInfo, Target } from './contract.js';
import { editDistance, nearest } from './nearest.js';

let loaded: AwsCatalogue | undefined;

/** The AWS catalogue: read on first use, synchronous, one per process. Error: `catalogue-missing` before the build has run. */
export function loadAwsCatalogue(): AwsCatalogue {
  loaded ??= new CompiledAwsCatalogue(readCatalogueFile());
  return loaded;
}

class CompiledAwsCatalogue implements AwsCatalogue {
  readonly version: string;
  readonly services: readonly string[];
  private readonly actions: ActionTable;
  private readonly types: ResourceTypeTable;
  private readonly targets: TargetResolver;
  private readonly cloudFormation: CloudFormationTypes;
  private readonly rcp: ReadonlySet<string>;
  private keys: ConditionKeys | undefined;

  constructor(private readonly file: CatalogueFile) {
    this.version = file.version;
    this.services = Object.freeze(file.services.map((row) => row.prefix));
    this.actions = new ActionTable(file.services);
    this.types = new ResourceTypeTable(file.services);
    this.targets = new TargetResolver(this.actions, this.types);
    this.cloudFormation = new CloudFormationTypes(this.services, this.types);
    this.rcp = new Set(file.rcp);
  }

  action(name: string): ActionInfo | undefined {
    return this.actions.find(name);
  }

  actionById(id: number): ActionInfo {
    return this.actions.at(id);
  }

  actionsOf(service: string): readonly ActionInfo[] {
    return this.actions.of(service);
  }

  expand(pattern: string): readonly ActionInfo[] {
    return this.actions.expand(pattern);
  }

  resourceTypesOf(service: string): readonly ResourceTypeInfo[] {
    return this.types.of(service).map((type) => type.info);
  }

  typeOf(arn: string): ResourceTypeInfo | undefined {
    return this.types.typeOf(arn);
  }

  typeOfCloudFormation(name: string): { service: string; type: string } | undefined {
    return this.cloudFormation.find(name);
  }

  target(action: string, resource: string): Target {
    return this.targets.target(action, resource);
  }

  actionsOn(arn: string): readonly ActionInfo[] {
    return this.targets.actionsOn(arn);
  }

  supportsResourceControlPolicies(service: string): boolean {
    return this.rcp.has(service.toLowerCase());
  }

  isMultivalued(key: string): boolean {
    return this.conditionKeys().multivalued(key) ?? false;
  }

  conditionKeyExists(key: string): boolean {
    return this.conditionKeys().exists(key);
  }

  regionName(code: string): string | undefined {
    return regionName(code);
  }

  regionCode(nameOrCode: string): string | undefined {
    return regionCode(nameOrCode);
  }

  /** The nearest action of the same service, else of a service spelt alike, else of any. */
  suggestAction(text: string): string | undefined {
    const colon = text.indexOf(':');
    const prefix = text.slice(0, Math.max(0, colon)).toLowerCase();
    const name = text.slice(colon + 1);
    const limit = Math.max(2, Math.floor(name.length / 3));
    const within = (service: string) =>
      nearest(name, this.actions.of(service), (action) => action.name.slice(service.length + 1), limit)?.name;
    const own = within(prefix) ?? this.startingWith(prefix, name);
    if (own !== undefined || this.services.includes(prefix)) return own ?? this.anywhere(name, 1);
    const alike = this.services
      .map((service) => ({ service, distance: editDistance(prefix, service, 2) }))
      .filter(({ distance }) => prefix !== '' && distance <= 2)
      .toSorted((a, b) => a.distance - b.distance);
    for (const { service } of alike) {
      const found = within(service);
      if (found !== undefined) return found;
    }
    return this.anywhere(name, limit);
  }

  private startingWith(service: string, name: string): string | undefined {
    const start = `${service}:${name}`.toLowerCase();
    if (name.length < 3) return undefined;
    return this.actions.of(service).find((action) => action.name.toLowerCase().startsWith(start))?.name;
  }

  private anywhere(name: string, limit: number): string | undefined {
    // Of equally near ones that of the shortest prefix: `s3` rather than `s3-object-lambda`.
    const byPrefix = this.services
      .toSorted((a, b) => a.length - b.length)
      .flatMap((service) => this.actions.of(service));
    return nearest(name, byPrefix, (action) => action.name.slice(action.service.length + 1), limit)?.name;
  }

  private conditionKeys(): ConditionKeys {
    this.keys ??= new ConditionKeys(this.file.keys);
    return this.keys;
  }
}
