// message-batches results ID|FILE|JOB: writes results as JSONL, as a table, or as a tally.
import { once } from 'node:events';
import type { Stats } from 'node:fs';
import { stderr, stdout } from 'node:process';
import { Readable } from 'node:stream';
import {
  BatchError,
  type BatchResults,
  type ExportReport,
  fromRows,
  type Outcome,
  type RowRequests,
  RowsError,
  readResults,
  type StoredJob,
  type Tally,
} from 'message-batches';
import { defaultsOf, delimiterOf, oneOf, operand, parse } from './arguments.ts';
import { reportRowsError } from './build.ts';
import { commandClient } from './calls.ts';
import { count, dollars, number, tableOf } from './figures.ts';
import { isPipe, kindOf, openFile, openInput, statOf } from './input.ts';
import { DATA_USAGE, familyOf, findJob, isBatchId, jobFolder, needFolder } from './job_store.ts';
import { nameOf } from './job_text.ts';
import { lossesOfBatch, lossesOfJob, lossesOfJoin, lossesOfReading, type Noticed } from './losses.ts';
import { checkOutput, writeFile } from './output.ts';
import { rowsIn } from './rows.ts';
import { readTemplate } from './template.ts';
import { complain, forOutput, harmlessLine } from './terminal.ts';

export const usage = `  results ID|FILE|JOB   write the results of a batch, of a results file, or of a job, as JSONL; - reads standard input
    --csv COLUMNS     write CSV: paths such as custom_id,outcome,text,json.name or name=PATH; "default" for the usual columns
    --delimiter D     delimiter of the CSV columns (default: a comma); use tab for a tab
    --bom             start the CSV with a byte order mark, which makes Excel read it as UTF-8
    --jsonl COLUMNS   write JSONL with these columns
    --join ROWS       join the results to the rows the requests were made from, as CSV or with --jsonl; row.NAME is a column of ROWS
    --id COLUMN       column of ROWS that the ids were made from (default: custom_id)
    --template FILE   if the requests were built without --id: the template they were built with
    --default C=TEXT  with --template: text of the column C where a row lacks it, as for build; can be repeated
    --encoding E      encoding of ROWS, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --order ORDER     for a job: arrival (default), or input for the order of the requests
    --failed          write only records that need attention: every outcome except done and tool_use
    --tally           print counts, tokens and cost instead of the records; with --json as JSON
    --output FILE     write to FILE, which appears when it is complete
${DATA_USAGE}
    --allow-insecure  allow http to an ANTHROPIC_BASE_URL on another machine; others can read the key
  JOB is the id or the key of a job whose results are collected: one line per request, from its last attempt.
  Reading a batch needs ANTHROPIC_API_KEY and uses ANTHROPIC_BASE_URL if it is set. Exits with 0, with 1 if the output
  is incomplete (a request or a row has no result, a record is left out or repeated, a line is not a record), or with 2 if
  there are no results.`;

export const operands = 'ID|FILE|JOB';
export const examples = [
  'message-batches results msgbatch_… > results.jsonl',
  'message-batches results results.jsonl --csv custom_id,outcome,text --output answers.csv',
  'message-batches results results.jsonl --failed',
  'message-batches results results.jsonl --join customers.csv --id email --output answers.csv',
  'message-batches results results.jsonl --tally',
  'message-batches results summer --order input > results.jsonl',
];

/** Whether records of an outcome need attention. */
const NEEDS_ATTENTION: Record<Outcome, boolean> = {
  done: false,
  tool_use: false,
  empty: true,
  truncated: true,
  refused: true,
  paused: true,
  retry_as_is: true,
  fix_and_retry: true,
  canceled: true,
  expired: true,
  malformed: true,
};
const FAILED = (Object.keys(NEEDS_ATTENTION) as Outcome[]).filter((outcome) => NEEDS_ATTENTION[outcome]);

export async function results(args: string[]): Promise<number> {
  const { values, positionals } = parse('results', {
    args,
    allowPositionals: true,
    options: {
      csv: { type: 'string' },
      jsonl: { type: 'string' },
      failed: { type: 'boolean' },
      tally: { type: 'boolean' },
      json: { type: 'boolean' },
      output: { type: 'string' },
      delimiter: { type: 'string' },
      bom: { type: 'boolean' },
      join: { type: 'string' },
      id: { type: 'string' },
      template: { type: 'string' },
      default: { type: 'string', multiple: true },
      encoding: { type: 'string' },
      order: { type: 'string' },
      data: { type: 'string' },
      'allow-insecure': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const source = operand('results', 'ID, FILE or JOB', positionals);
  const forms = (['csv', 'jsonl', 'tally'] as const).filter((form) => values[form] !== undefined);
  if (forms.length > 1)
    throw new Error(`results: expected one of --csv, --jsonl and --tally, found --${forms.join(' --')}`);
  if (values.tally && values.failed)
    throw new Error('results: --tally counts all records and cannot be combined with --failed');

  rejectConflicts(values);
  // As in other programs, a hyphen means the standard stream.
  if (values.output === '-') delete values.output;
  if (values.output !== undefined) {
    await checkOutput('--output', values.output, [source, ...(values.join === undefined ? [] : [values.join])]);
  }
  const opened = await open(source, values);
  try {
    const losses = [...(await writeAs(opened.results, source, values)), ...(await opened.losses())];
    if (losses.length === 0) return 0;
    complain(losses.join('; '));
    return 1;
  } catch (error) {
    if (!(error instanceof RowsError) || values.join === undefined) throw error;
    return reportRowsError(values.join, error);
  } finally {
    await opened.close();
  }
}

/** Writes results in the format that the flags select. Returns descriptions of missing data. */
async function writeAs(opened: BatchResults, source: string, values: Values): Promise<string[]> {
  if (values.tally) {
    const tally = await withFileName(source, opened.tally({ repeatedIds: true }));
    await write(
      Readable.from([values.json ? `${JSON.stringify(tally, null, 2)}\n` : renderTally(tally)]),
      values.output,
    );
    const { outcomes, firstMalformed, repeatedIds = 0 } = tally;
    return lossesOfReading({ malformed: outcomes.malformed ?? 0, firstMalformed, repeatedIds });
  }
  const rows = values.join === undefined ? undefined : await rowsOf(values.join, values);
  const columns = columnsOf(values, rows);
  const isCsv = values.csv !== undefined || (rows !== undefined && values.jsonl === undefined);
  const joined = rows && opened.join(rows.requests);
  const from = joined ?? opened;
  let noticed: Noticed = { malformed: 0, repeatedIds: 0 };
  const file = from.toStream(isCsv ? 'csv' : 'jsonl', {
    columns,
    outcomes: values.failed ? FAILED : undefined,
    bom: values.bom,
    delimiter: delimiterOf(values.delimiter),
    onReport: (report) => {
      note(report);
      noticed = report;
    },
  });
  await withFileName(source, write(Readable.fromWeb(file as never), values.output), values.join);
  return joined?.reconciliation === undefined ? lossesOfReading(noticed) : lossesOfJoin(joined.reconciliation);
}

interface Values {
  json?: boolean | undefined;
  output?: string | undefined;
  order?: string | undefined;
  data?: string | undefined;
  'allow-insecure'?: boolean | undefined;
  csv?: string | undefined;
  jsonl?: string | undefined;
  tally?: boolean | undefined;
  failed?: boolean | undefined;
  bom?: boolean | undefined;
  delimiter?: string | undefined;
  join?: string | undefined;
  id?: string | undefined;
  template?: string | undefined;
  default?: string[] | undefined;
  encoding?: string | undefined;
}

function rejectConflicts(values: Values): void {
  const isCsv = values.csv !== undefined || (values.join !== undefined && values.jsonl === undefined);
  for (const name of ['bom', 'delimiter'] as const) {
    if (values[name] !== undefined && (!isCsv || values.tally)) {
      throw new Error(`results: --${name} needs CSV: add --csv, or --join without --jsonl`);
    }
  }
  for (const name of ['id', 'template', 'encoding'] as const) {
    if (values[name] !== undefined && values.join === undefined)
      throw new Error(`results: --${name} needs --join ROWS`);
  }
  if (values.default !== undefined && values.template === undefined) {
    throw new Error('results: --default needs --template FILE');
  }
  if (values.id !== undefined && values.template !== undefined) {
    throw new Error('results: --template is for requests that were built without --id: pass one of them');
  }
  for (const name of ['tally', 'failed'] as const) {
    if (values.join !== undefined && values[name]) {
      throw new Error(`results: --join uses all records and cannot be combined with --${name}`);
    }
  }
}

/** Adds the file name to errors about a file's content, and replaces option names by flags. */
async function withFileName<T>(source: string, reading: Promise<T>, rows?: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const { message } = cause;
    const code = BatchError.isInstance(cause) ? cause.code : undefined;
    const name = source === '-' ? '(stdin)' : source;
    if (code === 'unexpected_response') throw new Error(`${name}: ${message}`, { cause });
    // The library's message names its argument.
    if (message.startsWith('results: ')) throw new Error(`${name}: ${message.slice('results: '.length)}`, { cause });
    const [facts, help] = message.split(' Pass as key ');
    if (rows === undefined || help === undefined) throw cause;
    const ways = 'Pass as --id the column that the ids were made from, or --template if there is none.';
    throw new Error(`${rows}: ${facts} ${ways}`, { cause });
  }
}

const USUAL = ['custom_id', 'outcome', 'text', 'error.message'];

function columnsOf({ csv, jsonl }: Values, rows: JoinedRows | undefined): string[] | undefined {
  const paths = csv ?? jsonl;
  const isUsual = paths === undefined || (csv !== undefined && paths === 'default');
  if (!isUsual) return listed(paths, csv === undefined ? '--jsonl' : '--csv');
  if (!rows) return undefined;
  // Both columns have the id.
  const usual = rows.id === 'custom_id' ? USUAL.slice(1) : USUAL;
  return [...rows.columns.map((name) => column(name, usual.includes(name))), ...usual];
}

/** Splits a list of columns on the command line. A space after a comma is not part of a name. */
function listed(paths: string, flag: string): string[] {
  const columns = paths.split(',').map((path) => path.trimStart());
  const names = columns.map((column) => column.split('=')[0]);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new Error(`${flag}: expected a name for each column, found ${JSON.stringify(twice)} twice. Write NAME=PATH`);
  }
  return columns;
}

/** Returns the path of a row's column, named like the column, or like the path if a column of the results has that name. */
function column(name: string, isTaken: boolean): string {
  const path = `row.${name.replaceAll(/[\\.]/g, '\\$&')}`;
  return isTaken || name.includes('=') ? path : `${name}=${path}`;
}

interface JoinedRows {
  requests: RowRequests;
  columns: string[];
  /** The column that the ids were made from, if they were made from one. */
  id?: string;
}

/** Rebuilds the requests of a rows file, to join results to them. */
async function rowsOf(file: string, values: Values): Promise<JoinedRows> {
  const { id = 'custom_id', encoding } = values;
  const rows = await rowsIn(await openFile(file, 'a file of rows for --join'), file, encoding);
  const options = rows instanceof Blob ? { encoding } : {};
  const columns = await fromRows(rows, {}, options).columns();
  if (values.template !== undefined) {
    const template = await readTemplate('results', file, values.template, encoding);
    const defaults = defaultsOf(values.default);
    return { requests: fromRows(rows, template.value, { ...options, defaults }), columns };
  }
  if (!columns.includes(id)) {
    throw new Error(
      `${file}: there is no column ${JSON.stringify(id)}. Pass --id with the column that the ids were made from: ${columns.join(', ')}. If the requests were built without --id, pass --template`,
    );
  }
  const template = Object.fromEntries(columns.map((name) => [name, `{{${name}}}`]));
  const defaults = Object.fromEntries(columns.map((name) => [name, '']));
  return { requests: fromRows(rows, template, { ...options, id, defaults }), columns, id };
}

function note({ notJson, jsonInText }: ExportReport): void {
  const answers = (found: number, one: string, more: string) =>
    `${number(found)} ${found === 1 ? `answer ${one}` : `answers ${more}`}`;
  if (jsonInText > 0) {
    stderr.write(
      `message-batches: ${answers(jsonInText, 'has its JSON', 'have their JSON')} in a code fence or in other text\n`,
    );
  }
  if (notJson > 0) {
    stderr.write(`message-batches: ${answers(notJson, 'is', 'are')} not JSON; the json columns are empty there\n`);
  }
}

/** The results to read, and the work afterwards. */
interface Source {
  results: BatchResults;
  /** Returns descriptions of what is missing from the results, or was omitted. */
  losses(): Promise<string[]>;
  close(): Promise<void>;
}

async function open(source: string, values: Values): Promise<Source> {
  const order = oneOf('--order', values.order ?? 'arrival', ['arrival', 'input'] as const);
  const stats = source === '-' || isBatchId(source) ? undefined : await statOf(source);
  const job = source === '-' || isBatchId(source) || stats ? undefined : await findJob(jobFolder(values.data), source);
  if (job) return openJob(job, order, values);
  if (values.order !== undefined) throw new Error('results: --order needs a job');
  const results = await openSource(source, stats, values);
  const losses = async () => {
    if (!isBatchId(source)) return [];
    return lossesOfBatch(await commandClient(values).retrieve(source), results.position.seen);
  };
  return { results, losses, close: async () => {} };
}

async function openSource(source: string, stats: Stats | undefined, values: Values): Promise<BatchResults> {
  if (source === '-' || (stats && isPipe(stats))) return readResults(await openInput(source));
  if (isBatchId(source)) return commandClient(values).results(source);
  if (stats?.isFile()) {
    const file = await openFile(source);
    await withFileName(source, findRecord(file));
    return readResults(file);
  }
  if (stats) throw new Error(`${source}: expected a results file, a batch id or a job, found ${kindOf(stats)}`);
  const folder = jobFolder(values.data);
  needFolder(folder);
  throw new Error(`${source}: no such file, no batch id, and no job in ${folder.dir}. See: ${folder.command('list')}`);
}

/** Throws if a file has no record. Otherwise its lines would be written before that is known. */
async function findRecord(file: Blob): Promise<void> {
  for await (const { outcome } of await readResults(file)) if (outcome !== 'malformed') return;
}

/** Opens the results of a job and all its retries. */
async function openJob(found: StoredJob, order: 'arrival' | 'input', values: Values): Promise<Source> {
  const folder = jobFolder(values.data);
  for (const { state } of await familyOf(folder, found)) {
    if (state.status === 'collected') continue;
    const isRetry = state.id !== found.state.id;
    const what = isRetry ? `${nameOf(state)}, which retries a part of it, is` : `${nameOf(state)} is`;
    throw new Error(`results: ${what} not collected yet. Run: ${folder.command(`watch ${found.state.id}`)}`);
  }
  const client = commandClient(values);
  const { store, bodies } = folder;
  const job = await client.resume(found.state.id, { store, bodies });
  const losses = () => lossesOfJob(job, order);
  return { results: await job.results({ order }), losses, close: () => job.close() };
}

async function write(from: Readable, output: string | undefined): Promise<void> {
  if (output === undefined) {
    try {
      for await (const piece of forOutput(from)) if (!stdout.write(piece)) await once(stdout, 'drain');
    } catch (error) {
      // The reader closed the pipe early, as `head` does.
      if ((error as { code?: unknown }).code !== 'EPIPE') throw error;
    }
    return;
  }
  await writeFile(from, output);
}

function renderTally({ records, outcomes, errorTypes, usage, models, cost, saturated }: Tally): string {
  const counts = (title: string, found: Record<string, number>) => {
    const lines = tableOf(found, 12);
    return lines.length === 0 ? [] : [title, ...lines];
  };
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return [
    count(records, 'record'),
    ...counts('By outcome', outcomes as Record<string, number>),
    ...counts('By error type', errorTypes),
    ...counts(
      'Answers by model',
      Object.fromEntries(models.map(({ model, answers }) => [model || '(no model)', answers])),
    ),
    ...counts('Tokens', { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }),
    ...money(cost, models),
    ...(saturated ? ['A sum of tokens is 2^53 or more: sums and cost are unreliable'] : []),
    '',
  ].join('\n');
}

function money({ usd, asOf, fees, unpriced, unpricedTools }: Tally['cost'], models: Tally['models']): string[] {
  // For models with a price, only answers with unreadable token counts are left out.
  const isPriced = (name: string) => models.some(({ model, usd }) => model === name && usd !== null && usd > 0);
  const shown = (name: string) => harmlessLine(name) || '(no model)';
  const without = unpriced
    .map((name) => (isPriced(name) ? `answers of ${shown(name)} whose tokens cannot be read` : shown(name)))
    .join(', ');
  const dated = asOf === null ? '' : ` at prices of ${asOf}`;
  const searches = fees > 0 ? `, ${dollars(fees)} of it for web searches` : '';
  const sum =
    usd === null
      ? `Cost unknown: no price for ${without}`
      : `${dollars(usd)}${dated}${searches}${without && `, without ${without}`}`;
  return unpricedTools.length > 0 ? [sum, `Fees not included: ${harmlessLine(unpricedTools.join(', '))}`] : [sum];
}
