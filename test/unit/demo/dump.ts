import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDemoOrganisation } from '../../../src/commands/demo-organisation/write.js';

export type Plain = Readonly<Record<string, unknown>>;

export interface Document {
  readonly where: string;
  readonly kind: 'identity' | 'trust' | 'resource' | 'scp' | 'rcp';
  readonly body: Plain;
}

/** The written files, read back as anybody would who gets the directory. */
export class Dump {
  private constructor(readonly files: ReadonlyMap<string, string>) {}

  static async write(): Promise<{ directory: string; dump: Dump }> {
    const directory = await mkdtemp(join(tmpdir(), 'grantgraph-demo-'));
    const { files } = await writeDemoOrganisation(directory);
    const texts = new Map<string, string>();
    for (const file of files) texts.set(file, await readFile(join(directory, file), 'utf8'));
    return { directory, dump: new Dump(texts) };
  }

  static async read(): Promise<Dump> {
    const { directory, dump } = await Dump.write();
    await rm(directory, { recursive: true });
    return dump;
  }

  json(file: string): Plain {
    return JSON.parse(this.files.get(file) ?? 'null') as Plain;
  }

  /** Files of one name over all accounts. */
  all(name: string): readonly { readonly account: string; readonly json: Plain }[] {
    return [...this.files.keys()]
      .filter((file) => file.endsWith(`/${name}`))
      .map((file) => ({ account: file.slice(0, 12), json: this.json(file) }));
  }

  entities(list: 'UserDetailList' | 'GroupDetailList' | 'RoleDetailList' | 'Policies'): readonly Plain[] {
    return this.all('authorization-details.json').flatMap(({ json }) => json[list] as Plain[]);
  }

  resources(): readonly Plain[] {
    return [...this.files]
      .filter(([file]) => file.endsWith('/resources.ndjson'))
      .flatMap(([, text]) => text.trimEnd().split('\n'))
      .map((line) => JSON.parse(line) as Plain);
  }

  /** Every policy document of the dump. */
  documents(): readonly Document[] {
    return [
      ...this.identityDocuments(),
      ...this.entities('RoleDetailList').map((role): Document => {
        return { where: `trust of ${role['Arn']}`, kind: 'trust', body: role['AssumeRolePolicyDocument'] as Plain };
      }),
      ...this.resources()
        .filter((resource) => resource['Policy'] !== undefined)
        .map((resource): Document => {
          return { where: String(resource['Arn']), kind: 'resource', body: resource['Policy'] as Plain };
        }),
      ...(this.json('organization.json')['Policies'] as Plain[]).map((policy): Document => {
        const summary = policy['PolicySummary'] as Plain;
        const kind = summary['Type'] === 'RESOURCE_CONTROL_POLICY' ? 'rcp' : 'scp';
        return { where: String(summary['Name']), kind, body: JSON.parse(String(policy['Content'])) as Plain };
      }),
    ];
  }

  private identityDocuments(): Document[] {
    const managed = this.entities('Policies').map((policy) => ({
      where: String(policy['Arn']),
      body: (policy['PolicyVersionList'] as Plain[])[0]!['Document'],
    }));
    const inline = (['UserDetailList', 'GroupDetailList', 'RoleDetailList'] as const)
      .flatMap((list) => this.entities(list))
      .flatMap((entity) =>
        ['UserPolicyList', 'GroupPolicyList', 'RolePolicyList']
          .flatMap((list) => (entity[list] as Plain[] | undefined) ?? [])
          .map((policy) => ({ where: `${entity['Arn']} ${policy['PolicyName']}`, body: policy['PolicyDocument'] })),
      );
    const sets = (this.json('identity-center.json')['PermissionSets'] as Plain[])
      .filter((set) => set['InlinePolicy'] !== undefined)
      .map((set) => ({ where: String(set['Name']), body: JSON.parse(String(set['InlinePolicy'])) as unknown }));
    return [...managed, ...inline, ...sets].map(({ where, body }) => ({
      where,
      kind: 'identity',
      body: body as Plain,
    }));
  }
}

export function statements(document: Document): readonly Plain[] {
  return document.body['Statement'] as Plain[];
}

export function texts(value: unknown): string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

/** Principals of a statement by kind: `AWS`, `Service`, `Federated`. */
export function principals(statement: Plain): readonly { readonly kind: string; readonly name: string }[] {
  const principal = statement['Principal'];
  if (principal === undefined || principal === '*') return [];
  return Object.entries(principal as Plain).flatMap(([kind, names]) => texts(names).map((name) => ({ kind, name })));
}

/** Every text that stands anywhere in a value. */
export function* allTexts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const one of value) yield* allTexts(one);
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) {
      yield key;
      yield* allTexts(one);
    }
}
