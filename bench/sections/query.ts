import { parse } from '../../grammar/index.js';
import { localAdministrator } from '../../src/callers/caller.js';
import { loadAwsCatalogue } from '../../src/catalogue/aws.js';
import { execute } from '../../src/executor/index.js';
import { bind, type RowsPlan } from '../../src/planner/index.js';
import type { Lab } from '../lab.js';
import { sizes } from '../lab.js';
import { median, ms, once, type Row, ratio } from '../measure.js';
import type { Section } from '../section.js';

/** Twenty comparisons of every kind, as long queries have them. */
const twenty = `config from iam where source.cloud.type = 'AWS' AND source.cloud.account != dest.cloud.account
  AND source.cloud.resource.type NOT IN ('service', 'oidc-provider') AND source.cloud.resource.name DOES NOT END WITH '-breakglass'
  AND source.cloud.resource.tag ('team') exists AND source.mfaenabled = false AND source.cloud.accesskey.activekeys > 0
  AND source.cloud.accesskey.lastused.days >= 45 AND grantedby.cloud.entity.type IN ('group', 'role', 'user')
  AND grantedby.cloud.policy.type != 'AWS Managed Policy' AND grantedby.cloud.policy.condition ('aws:SourceIp') does not exist
  AND grantedby.cloud.policy.condition ('aws:SourceVpce', 'StringEquals') does not exist AND grantedby.cloud.policy.isexcessive = true
  AND dest.cloud.type = 'AWS' AND dest.cloud.region IN ('AWS London', 'eu-west-1') AND dest.cloud.service.name = 's3'
  AND dest.cloud.resource.tag ('data-class') = 'secret' AND action.access.level = 'Data Write'
  AND action.lastaccess.days > 90 AND verdict IN ('allow', 'conditional')`;

/** The first hundred rows by each way in; every row of the estate passes the last. */
const hundred = [
  [
    'by destination',
    "config from iam where dest.cloud.resource.name IN ('bench-probe', 'b-0-1', 'b-0-2', 'b-0-3') limit 100",
  ],
  ['by source', "config from iam where source.cloud.resource.name IN ('u-0', 'u-1', 'u-2', 'u-3') limit 100"],
  ['by granting policy', "config from iam where grantedby.cloud.policy.name = 'probe-reader' limit 100"],
  [
    'by action',
    "config from iam where action.name = 's3:ListBucket' AND dest.cloud.resource.name ENDS WITH '-probe' limit 100",
  ],
] as const;
const everything = 'config from iam where path.hops >= 0';

export const parseSection: Section = {
  name: 'parse',
  title: 'Parsing and binding a query',
  words: 'Twenty comparisons, text to plan, once the parser is warm.',
  run: async () => {
    const parsed = parse(twenty).ast!;
    const text = await median(500, () => parse(twenty));
    const plan = await median(500, () => bind(parsed, {}));
    return [{ what: '20 comparisons', 'parse ms': ms(text), 'bind and plan ms': ms(plan), 'both ms': ms(text + plan) }];
  },
};

export const querySection: Section = {
  name: 'query',
  title: 'A query of few rows beside a scan of everything',
  words:
    'Effective permissions of 15,000 principals over 10,000 buckets. The scan looks at every one of them; the others say where to begin.',
  run: async (lab) => {
    const scan = await measured(lab, everything);
    const rows: Row[] = [];
    for (const [what, text] of hundred) {
      await measured(lab, text);
      const done = await measured(lab, text);
      rows.push({
        what,
        rows: done.rows.toLocaleString('en'),
        'first row ms': ms(done.first),
        'all ms': ms(done.all),
        'scan beside first row': ratio(scan.all, done.first),
      });
    }
    return [
      ...rows,
      {
        what: 'scan of everything',
        rows: scan.rows.toLocaleString('en'),
        'first row ms': ms(scan.first),
        'all ms': ms(scan.all),
        'scan beside first row': '',
      },
    ];
  },
};

/** Text to last row, and when the first one came. */
async function measured(lab: Lab, text: string): Promise<{ rows: number; first: number; all: number }> {
  const { access, set } = await lab.open(sizes[1]!);
  const started = performance.now();
  let first = 0;
  let rows = 0;
  const all = await once(async () => {
    const { plan } = bind(parse(text).ast!, {});
    await execute(plan as RowsPlan, access, set, loadAwsCatalogue(), {
      caller: localAdministrator,
      now: Date.now(),
      timeoutMs: 3_600_000,
      sink: (batch) => {
        if (rows === 0) first = performance.now() - started;
        rows += batch.length;
      },
    });
  });
  return { rows, first, all };
}
