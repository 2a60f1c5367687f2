// message-batches submit FILE: sends requests as a job of many batches.
import { env, stderr } from 'node:process';
import {
  type BatchClient,
  estimate,
  type Job,
  plan,
  RowsError,
  type SubmitOptions,
  ValidationError,
  type ValidationReport,
  validate,
} from 'message-batches';
import { amount, oneOf, operand, parse, whole } from './arguments.ts';
import { reportRowsError } from './build.ts';
import { type ClientFlags, commandClient, jobClient } from './calls.ts';
import { confirm } from './confirm.ts';
import { count, dollars } from './figures.ts';
import { STDIN, toBrief } from './findings.ts';
import { refuseBinary } from './input.ts';
import { drive } from './job_drive.ts';
import { type RequestSource, requestSource } from './job_input.ts';
import { DATA_USAGE, type JobFolder, jobFolder, jobOfKey } from './job_store.ts';
import { nameOf, printJob } from './job_text.ts';
import { divideIssues } from './template.ts';
import { harmlessLine, painter } from './terminal.ts';
import { progress } from './validate.ts';

export const usage = `  submit FILE     send requests as a job of any number of batches: JSONL with one request per line, or a create body;
                  - reads standard input. To continue the job in another process: watch
    --key NAME        name of the job; if a job with this name and the same requests exists, submit continues it
    --template FILE   FILE contains rows (CSV or JSONL): make one request per row, as build does
    --id COLUMN       with --template: column that the custom_id is made from (default: a hash of the request)
    --delimiter D     with --template: delimiter of the CSV columns (default: detected from the first line); use tab for a tab
    --max-requests N  maximum number of requests per batch (default and limit: 100,000)
    --ambiguity A     if it is unknown whether a batch was stored and none is found: settle (default) sends it again, ask waits for decide
    --settle SECONDS  how long to search for such a batch (default 900)
    --max-usd N       send nothing if the estimated maximum cost is above N US dollars, or has no upper bound
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       beta of the create calls; can be repeated
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --yes             send without asking; required without a terminal
    --json            print { "id", "key", "state", "shards" } instead of the id
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  Needs ANTHROPIC_API_KEY and uses ANTHROPIC_BASE_URL if it is set. Returns when all batches are created. Exits with 0, with 1
  if a decision is needed or the job is paused, or with 2 if it could not run.`;

export const operands = 'FILE';
export const examples = [
  'message-batches submit requests.jsonl --key summer',
  'message-batches submit customers.csv --template letter.json --id email --key letters --max-usd 20',
  'message-batches submit requests.jsonl --key summer --yes --json',
];

const MAX_SETTLE = 86_400;
const DEFAULT_ORIGIN = 'https://api.anthropic.com';

export async function submit(args: string[]): Promise<number> {
  const { values, positionals } = parse('submit', {
    args,
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      template: { type: 'string' },
      id: { type: 'string' },
      delimiter: { type: 'string' },
      'max-requests': { type: 'string' },
      ambiguity: { type: 'string' },
      settle: { type: 'string' },
      'max-usd': { type: 'string' },
      'api-version': { type: 'string' },
      beta: { type: 'string', multiple: true },
      encoding: { type: 'string' },
      yes: { type: 'boolean' },
      json: { type: 'boolean' },
      data: { type: 'string' },
      'allow-insecure': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('submit', 'FILE', positionals);
  for (const name of ['id', 'delimiter'] as const) {
    if (values[name] !== undefined && values.template === undefined)
      throw new Error(`submit: --${name} needs --template FILE`);
  }
  const settle = whole('--settle', values.settle);
  if (settle !== undefined && settle > MAX_SETTLE) {
    throw new Error(`--settle: expected at most ${MAX_SETTLE} seconds (a day), found ${settle}`);
  }
  const options = {
    jobKey: values.key,
    maxRequests: whole('--max-requests', values['max-requests']),
    ambiguity:
      values.ambiguity === undefined ? undefined : oneOf('--ambiguity', values.ambiguity, ['settle', 'ask'] as const),
    settleMs: settle === undefined ? undefined : settle * 1000,
    caps: { usd: amount('--max-usd', values['max-usd']) },
    apiVersion: values['api-version'] as '2026-10-21' | undefined,
    betas: values.beta,
  };
  const folder = jobFolder(values.data);
  await checkPlan(options);
  // Throws for a text that is not a valid key.
  const known = values.key === undefined ? undefined : await jobOfKey(folder.store, values.key);
  const source = await requestSource(file, values);
  const name = file === '-' ? STDIN : file;
  try {
    if (known) stderr.write(`Found ${nameOf(known.state)}. If the requests are the same, submit continues it.\n`);
    else if (!(await isFit(name, source, options)) || !(await agreed(name, source, values))) return refused();
    const { store, bodies } = folder;
    const job = await jobClient(values).submit(source.input(), {
      ...options,
      encoding: source.encoding,
      store,
      bodies,
    });
    if (!known) stderr.write(`Stored ${nameOf(job.state)} in ${harmlessLine(folder.dir)}\n`);
    return await created(job, folder, values.json);
  } catch (error) {
    if (error instanceof RowsError) reportRowsError(name, error);
    // The file changed after the check.
    else if (error instanceof ValidationError) await show(name, source, error.report, options);
    else throw error;
    return refused();
  } finally {
    await source.release();
  }
}

/** Waits until all batches of a job are created, and prints the job. */
export async function created(job: Job, folder: JobFolder, isJson: boolean | undefined): Promise<number> {
  const status = await drive(job, folder, (job, signal) => job.wait({ until: 'created', signal }));
  printJob(job.state, isJson);
  return status;
}

function refused(): number {
  stderr.write('Nothing was sent.\n');
  return 2;
}

type Options = Pick<SubmitOptions, 'maxRequests' | 'apiVersion' | 'betas'>;

/** Rejects options that `plan` does not accept. */
async function checkPlan({ maxRequests, apiVersion, betas }: Options): Promise<void> {
  const shards = plan([], { maxRequests, apiVersion, betas })[Symbol.asyncIterator]();
  await shards.next().catch((error: unknown) => {
    // There are no requests.
    if (!(error instanceof ValidationError)) throw error;
  });
}

/** Checks the requests, and prints the issues. Warnings do not prevent sending. */
async function isFit(name: string, source: RequestSource, options: Options): Promise<boolean> {
  const { apiVersion, betas } = options;
  const bar = progress(name);
  const report = await validate(source.input(), {
    apiVersion,
    betas,
    encoding: source.encoding,
    onProgress: bar.step,
  });
  bar.end();
  if (source.file && source.encoding === undefined) await refuseBinary(name, source.file, report);
  await show(name, source, report, options);
  return report.ok;
}

async function show(name: string, source: RequestSource, report: ValidationReport, options: Options): Promise<void> {
  if (report.errors + report.warnings === 0) return;
  const { template } = source;
  const { apiVersion, betas } = options;
  const divided = template && (await divideIssues(report, template, { apiVersion, betas }));
  stderr.write(toBrief(name, report, painter(stderr), divided && { file: template.file, ...divided }));
}

/** Shows what will be sent, and asks for confirmation. Before that, a call checks that the key is accepted. */
async function agreed(
  name: string,
  source: RequestSource,
  values: ClientFlags & { yes?: boolean | undefined },
): Promise<boolean> {
  const client: BatchClient = commandClient(values);
  await client.list({ limit: 1 });
  const bar = progress(name);
  const found = await estimate(source.input(), { encoding: source.encoding, onProgress: bar.step });
  bar.end();
  const lines = [
    `${harmlessLine(name)}: ${count(found.requests, 'request')}`,
    `price: ${priceOf(found)}`,
    `destination: ${new URL(env.ANTHROPIC_BASE_URL || DEFAULT_ORIGIN).origin}`,
  ];
  stderr.write(`${lines.join('\n')}\n`);
  return values.yes || (await confirm('submit', 'Send them?'));
}

function priceOf({ cost, models, unbounded }: Awaited<ReturnType<typeof estimate>>): string {
  if (cost === null) {
    const without = models
      .filter((model) => model.cost === null)
      .map(({ model }) => harmlessLine(model) || '(no model)');
    return `unknown: no price for ${without.join(', ')}`;
  }
  const { input, output, fees } = cost;
  const least = `at least ${dollars(input.low)}`;
  if (input.high === null || output === null || fees === null) {
    return `${least}, no upper bound: ${harmlessLine(unbounded.join('; '))}`;
  }
  return `${least}, at most ${dollars(input.high + output + fees)}`;
}
