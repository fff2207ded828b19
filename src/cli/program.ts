import { join } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { Environment, Settings } from '../commands/environment.js';
import { reportError } from './errors.js';
import type { ReplFace } from './repl.js';
import type { ServeFace } from './serve.js';
import type { GlobalOptions, Session } from './session.js';

type Wire = (settings: Settings) => Environment;
/** Faces that the command line starts and knows nothing of: the roof hands them over. */
export interface Faces {
  readonly repl: ReplFace;
  readonly serve: ServeFace;
}

// biome-ignore lint/suspicious/noExplicitAny: commander hands over what each command declared
type Typed = any;
type Action = (session: Session, ...rest: Typed[]) => Promise<number>;

/** Parses the command line, runs one command, and answers its exit code. */
export async function run(argv: readonly string[], wire: Wire, faces: Faces): Promise<number> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop);
  let code = 0;
  let environment: Environment | null = null;
  const program = build();
  const bind =
    (action: Action) =>
    async (...args: unknown[]): Promise<void> => {
      const command = args.at(-1) as Command;
      const options = command.optsWithGlobals() as GlobalOptions;
      // The demo lives in a directory of its own, never in the user's data.
      const own = command.name() === 'demo' ? join((command.opts() as { dir: string }).dir, 'data') : options.data;
      environment = wire({ data: own, store: options.store });
      code = await action({ environment, options, signal: abort.signal }, ...args.slice(0, -1));
    };
  addCommands(program, bind, faces);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    code =
      error instanceof CommanderError
        ? error.exitCode === 0
          ? 0
          : 2
        : reportError(error, formatOf(argv), (text) => process.stderr.write(text));
  } finally {
    process.removeListener('SIGINT', stop);
    await (environment as Environment | null)?.close();
  }
  return code;
}

function formatOf(argv: readonly string[]): string {
  const at = argv.indexOf('--format');
  return at >= 0
    ? (argv[at + 1] ?? 'table')
    : (argv.find((arg) => arg.startsWith('--format='))?.slice('--format='.length) ?? 'table');
}

function build(): Command {
  return new Command('grantgraph')
    .description('Who can do what to which resource, by which path, and why.')
    .version('0.1.0')
    .addOption(new Option('--data <dir>', 'data directory').env('GRANTGRAPH_DATA').default('./grantgraph-data'))
    .addOption(
      new Option(
        '--store <url>',
        'where the data is: `embedded:` (the data directory) or `neo4j://[user@]host[/database]`',
      )
        .default('embedded:')
        .env('GRANTGRAPH_STORE'),
    )
    .addOption(new Option('--format <format>', 'how results are written').choices(['table', 'json', 'ndjson', 'csv']))
    .addOption(
      new Option('--reach <mode>', 'own sessions only, or also whoever one can become')
        .choices(['own', 'all'])
        .default('own'),
    )
    .option('--strict', 'turn verdicts that an uncollected layer could flip into `unknown`', false)
    .option('-q, --quiet', 'no progress on stderr', false)
    .exitOverride()
    .showHelpAfterError('(run with --help for what it takes)')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false });
}

function addServeCommand(
  program: Command,
  bind: (action: Action) => (...args: unknown[]) => Promise<void>,
  { serve }: Faces,
): void {
  program
    .command('serve')
    .description('serve the HTTP API; ends with SIGTERM, after running requests have been let through')
    .exitOverride()
    .option('--port <n>', 'port; 0 = any free one', wholeNumber, 8080)
    .option(
      '--host <address>',
      'address to listen on; beyond this machine only once somebody can show who they are',
      '127.0.0.1',
    )
    .option('--tls-key <file>', 'private key (PEM)')
    .option('--tls-cert <file>', 'certificate with its chain (PEM)')
    .option('--client-ca <file>', 'authorities of client certificates (PEM): clients may show one')
    .option('--callers <file>', 'identity providers and client certificates that may ask (JSON, see docs/callers.md)')
    .option('--cors-origin <origin...>', 'origins whose pages may call; none by default')
    .option('--threads <n>', 'threads for quick questions; default: one less than there are processors', wholeNumber)
    .option('--max-body <mib>', 'largest body, in MiB', wholeNumber, 1)
    .option('--query-timeout <s>', 'longest evaluation, in seconds', wholeNumber, 30)
    .option('--max-running <n>', 'evaluations at once', wholeNumber, 16)
    .option('--max-waiting <n>', 'requests that may wait for a place', wholeNumber, 256)
    .option('--rate <n>', 'requests a minute of one credential', wholeNumber, 3000)
    .option('--stale-after <s>', 'age in seconds after which a scope counts as stale', wholeNumber, 7 * 86_400)
    .option('--drain <s>', 'time for running requests when the service ends, in seconds', wholeNumber, 20)
    .option('--ingest-dir <dir>', 'directory of dumps that administrators may ingest; none by default')
    .option('--ingest-live', 'administrators may start a live collection with the credentials of the service', false)
    .addOption(
      new Option('--log-level <level>', 'what is logged to stderr, as JSON lines')
        .choices(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
        .default('info'),
    )
    .action(
      bind(async (session: Session, options: Typed) =>
        (await import('./serve.js')).serveCommand(session, options, serve),
      ),
    );
}

function addJobCommands(program: Command, bind: (action: Action) => (...args: unknown[]) => Promise<void>): void {
  const group = program.command('jobs').description('long work of the services over the store').exitOverride();
  const add = (spec: string, description: string) => group.command(spec).description(description).exitOverride();
  add('list', 'jobs that go on and those that are over, the newest first').action(
    bind(async (session: Session) => (await import('./jobs.js')).jobsListCommand(session)),
  );
  add('show <id>', 'how far a job is, what became of it, and its log').action(
    bind(async (session: Session, id: string) => (await import('./jobs.js')).jobsShowCommand(session, id)),
  );
  add('cancel <id>', 'ask a job to end; the service that works at it notices within seconds').action(
    bind(async (session: Session, id: string) => (await import('./jobs.js')).jobsCancelCommand(session, id)),
  );
}

function addTokenCommands(program: Command, bind: (action: Action) => (...args: unknown[]) => Promise<void>): void {
  const group = program
    .command('token')
    .description('tokens for the HTTP API: who may ask, and what they see')
    .exitOverride();
  const add = (spec: string, description: string) => group.command(spec).description(description).exitOverride();

  add('create', 'make a token; it is printed this once, and only its digest is kept')
    .requiredOption('--name <name>', 'who is to use it')
    .addOption(
      new Option('--role <role>', 'read = ask; analyst = ask and start work; admin = everything')
        .choices(['read', 'analyst', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--account <id...>', 'rows that begin or end in these accounts only')
    .option('--provider <name...>', 'rows of these providers only')
    .option('--tag <k=v...>', 'rows of what, or whose account, carries one of these tags only; bare k = any value')
    .option('--expires <time>', 'how long it counts: 90d, 12h, 30m, or never', '90d')
    .action(
      bind(async (session: Session, options: Typed) =>
        (await import('./token.js')).tokenCreateCommand(session, options),
      ),
    );

  add('list', 'all tokens that were ever made, without their secrets').action(
    bind(async (session: Session) => (await import('./token.js')).tokenListCommand(session)),
  );

  add('revoke <id>', 'end a token; running services notice within seconds').action(
    bind(async (session: Session, id: string) => (await import('./token.js')).tokenRevokeCommand(session, id)),
  );

  add('rotate <id>', 'give a token a new secret; the old one ends')
    .option('--expires <time>', 'how long it counts from now; without it as long as it was given before')
    .action(
      bind(async (session: Session, id: string, options: Typed) =>
        (await import('./token.js')).tokenRotateCommand(session, id, options),
      ),
    );
}

function addAuditCommands(program: Command, bind: (action: Action) => (...args: unknown[]) => Promise<void>): void {
  const group = program.command('audit').description('the log of who asked and did what').exitOverride();
  const add = (spec: string, description: string) => group.command(spec).description(description).exitOverride();

  add('list', 'the latest entries')
    .option('--since <date>', 'only from this instant on')
    .option('--limit <n>', 'most entries', wholeNumber, 50)
    .action(
      bind(async (session: Session, options: Typed) => (await import('./audit.js')).auditListCommand(session, options)),
    );

  add('export', 'every entry as NDJSON, with its hash')
    .option('--since <date>', 'only from this instant on')
    .action(
      bind(async (session: Session, options: Typed) =>
        (await import('./audit.js')).auditExportCommand(session, options),
      ),
    );

  add('head', 'number and hash of the latest entry, to be kept where nobody who can write the store can write').action(
    bind(async (session: Session) => (await import('./audit.js')).auditHeadCommand(session)),
  );

  add('verify', 'follow the chain and name the first entry that is not as it was written; exit 1 where there is one')
    .option('--head <number:hash>', 'a head that was kept: the chain must lead through it')
    .action(
      bind(async (session: Session, options: Typed) =>
        (await import('./audit.js')).auditVerifyCommand(session, options),
      ),
    );
}

function addCommands(
  program: Command,
  bind: (action: Action) => (...args: unknown[]) => Promise<void>,
  faces: Faces,
): void {
  const add = (spec: string, description: string) => program.command(spec).description(description).exitOverride();

  add('demo', 'build a sample organisation, ingest it, and answer three questions and one why-not')
    .option('--dir <dir>', 'directory of its own', './grantgraph-demo')
    .action(
      bind(async (session: Session, options: { dir: string }) =>
        (await import('./demo.js')).demoCommand(session, options),
      ),
    );

  add('ingest <provider>', 'replace what a dump (or a live collection) brings, in one transaction')
    .option('--from <path>', 'dump file or directory; without it: live, with ambient credentials')
    .option('--scope <id>', 'scope of files that name none (account, tenant, cluster)')
    .option('--collected-at <iso>', 'when the data was taken')
    .option('--complete', 'drop parts of these scopes that were not brought', false)
    .option('--set <name=value...>', 'collector settings, see `collect <provider> --help-settings`')
    .action(
      bind(async (session: Session, provider: string, options: Typed) =>
        (await import('./ingest.js')).ingestCommand(session, provider, options),
      ),
    );

  add('collect <provider>', 'live collection to a dump directory; nothing is stored')
    .option('--out <dir>', 'where the dump goes')
    .option('--print-policy', 'print the rights the collection needs, and stop', false)
    .option('--help-settings', 'list the settings of this provider, and stop', false)
    .option('--set <name=value...>', 'collector settings')
    .action(
      bind(async (session: Session, provider: string, options: Typed) =>
        (await import('./ingest.js')).collectCommand(session, provider, options),
      ),
    );

  add('status', 'scopes, parts, ages, coverage and problems')
    .option('--problems', 'list every problem', false)
    .action(
      bind(async (session: Session, options: Typed) => (await import('./status.js')).statusCommand(session, options)),
    );

  add('snapshots', 'generations and their dates').action(
    bind(async (session: Session) => (await import('./status.js')).snapshotsCommand(session)),
  );

  addJobCommands(program, bind);
  addTokenCommands(program, bind);
  addAuditCommands(program, bind);

  addStoreCommands(program, bind);

  add('publish', 'effective access as edges in a Neo4j database, for Neo4j Browser and Bloom; never read back')
    .option('--to <url>', 'database to publish to; without it: the one of a `neo4j` store')
    .option('--as-of <date>', 'the data of that day')
    .option('--clear', 'take away what is published, and stop', false)
    .action(
      bind(async (session: Session, options: Typed) => (await import('./publish.js')).publishCommand(session, options)),
    );

  add('query <text>', "RQL (`config from iam where …`) or a question (`who can s3:GetObject on 'bucket'`)")
    .option('--param <k=v...>', 'values for $names')
    .option('--limit <n>', 'most rows', wholeNumber)
    .option('--cursor <cursor>', 'go on where an earlier answer ended')
    .option('--count', 'count every row', false)
    .option('--explain', 'show the plan', false)
    .option('--timeout <seconds>', 'longest time to work', wholeNumber)
    .option('--fail-if-any', 'exit 1 when there are rows', false)
    .option('--fail-if-none', 'exit 1 when there are none', false)
    .action(
      bind(async (session: Session, text: string, options: Typed) =>
        (await import('./query.js')).queryCommand(session, text, options),
      ),
    );

  add('repl', 'ask at a prompt: completion, history, help; a script where standard input is no terminal')
    .option('--no-history', 'keep nothing of what is asked')
    .addHelpText('after', '\nInside, \\help teaches the language.')
    .action(
      bind(async (session: Session, options: { history: boolean }) =>
        (await import('./repl.js')).replCommand(session, options, faces.repl),
      ),
    );

  addServeCommand(program, bind, faces);

  const library = () =>
    new Option('--queries <dir>', 'your own saved queries beside the shipped ones').env('GRANTGRAPH_QUERIES');

  add('queries [words...]', 'list the saved queries; `queries ID` (or `queries show ID`) shows one whole')
    .option('--pack <pack>', 'only this pack')
    .addOption(new Option('--severity <severity>', 'only these').choices(['critical', 'high', 'medium', 'low', 'info']))
    .addOption(library())
    .action(
      bind(async (session: Session, words: string[], options: Typed) =>
        (await import('./queries.js')).queriesCommand(session, words, options),
      ),
    );

  add('run <ids...>', 'ask saved queries by id, or all of a pack: rows, why they matter, and what to do')
    .option('--param <k=v...>', 'values for their parameters')
    .option('--limit <n>', 'most rows of each', wholeNumber)
    .option('--cursor <cursor>', 'go on where an earlier answer ended')
    .option('--count', 'count every row', false)
    .option('--explain', 'show the plan', false)
    .option('--timeout <seconds>', 'longest time to work on each', wholeNumber)
    .option('--fail-if-any', 'exit 1 when there are rows', false)
    .option('--fail-if-none', 'exit 1 when there are none', false)
    .addOption(library())
    .action(
      bind(async (session: Session, ids: string[], options: Typed) =>
        (await import('./run.js')).runCommand(session, ids, options),
      ),
    );

  add('lint [files...]', 'check queries: .rql files, or NDJSON {"rql","params"?}; - reads stdin').action(
    bind(async (session: Session, files: string[]) => (await import('./lint.js')).lintCommand(session, files)),
  );

  add('check', 'may this principal do this to that, and why')
    .requiredOption('--principal <p>', 'ARN, name or e-mail')
    .requiredOption('--action <a>', 'as the platform spells it: s3:GetObject')
    .requiredOption('--resource <r>', 'ARN or name')
    .option('--context <k=v>', 'request key; repeat for a list; bare k = known to be absent', collect, [])
    .option('--context-json <json>', 'request keys as one JSON object')
    .option('--allow-conditional', 'exit 0 for conditional too', false)
    .action(
      bind(async (session: Session, options: Typed) => (await import('./check.js')).checkCommand(session, options)),
    );

  add('simulate [file]', 'decide inline provider-native policies: one JSON object, or NDJSON of many').action(
    bind(async (session: Session, file: string | undefined) =>
      (await import('./simulate.js')).simulateCommand(session, file),
    ),
  );
}

function addStoreCommands(program: Command, bind: (action: Action) => (...args: unknown[]) => Promise<void>): void {
  const group = program.command('store').description('begin, copy and compare stores').exitOverride();
  const add = (spec: string, description: string) => group.command(spec).description(description).exitOverride();
  const pair = (command: Command) =>
    command
      .requiredOption('--from <url>', 'the store to read, written as for --store')
      .requiredOption('--to <url>', 'the other one; for a copy it must be empty');

  add('init', 'begin a store where there is none, and say what it holds').action(
    bind(async (session: Session) => (await import('./store.js')).storeInitCommand(session)),
  );

  pair(add('copy', 'move everything a store keeps into an empty one, generation by generation, and compare both'))
    .option('--dry-run', 'say what would be copied, and stop', false)
    .option('--resume', 'go on with a copy that was interrupted, or bring what came since', false)
    .option('--no-verify', 'do not compare afterwards')
    .action(
      bind(async (session: Session, options: Typed) => (await import('./store.js')).storeCopyCommand(session, options)),
    );

  pair(add('verify', 'compare what two stores keep, generation by generation; exit 1 where they differ')).action(
    bind(async (session: Session, options: Typed) => (await import('./store.js')).storeVerifyCommand(session, options)),
  );
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is needed');
  return value;
}
