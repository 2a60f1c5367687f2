// message-batches results ID|FILE: results of a batch, or of a file of them, as they are or as a table, or summed up.
import { once } from 'node:events';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  BatchClient,
  BatchError,
  type BatchResults,
  type ExportReport,
  fromRows,
  type Outcome,
  type RowRequests,
  readResults,
  type Tally,
} from 'message-batches';
import { operand, parse } from './arguments.ts';
import { count, dollars, number, tableOf } from './figures.ts';
import { forOutput, harmlessLine } from './terminal.ts';

export const usage = `  results ID|FILE   write the results of a batch, or of a file of them, as JSONL; - reads standard input
    --csv COLUMNS     as CSV: paths such as custom_id,outcome,text,json.name or name=PATH; "default" for the usual ones
    --delimiter D     what separates the columns of CSV (default: a comma); tab for a tab
    --bom             begin CSV with a byte order mark, by which Excel knows UTF-8
    --jsonl COLUMNS   as JSONL of these columns
    --join ROWS       beside the rows that the requests were made of, as CSV or with --jsonl: row.NAME is a column of ROWS
    --id COLUMN       the column of ROWS that the ids were made from (default: custom_id)
    --failed          only records that need attention: every outcome but done and tool_use
    --tally           counts, tokens and cost in place of the records; with --json as JSON
    --output FILE     write there; it appears when it is complete
    --allow-insecure  call an ANTHROPIC_BASE_URL that is http on another machine; others can read the key
  A batch is read with ANTHROPIC_API_KEY and, if set, ANTHROPIC_BASE_URL. Exits with 0, or 2 if there are no results.`;

export const operands = 'ID|FILE';
export const examples = [
  'message-batches results msgbatch_… > results.jsonl',
  'message-batches results results.jsonl --csv custom_id,outcome,text --output answers.csv',
  'message-batches results results.jsonl --failed',
  'message-batches results results.jsonl --join customers.csv --id email --output answers.csv',
  'message-batches results results.jsonl --tally',
];

const FAILED: Outcome[] = [
  'empty',
  'truncated',
  'refused',
  'paused',
  'retry_as_is',
  'fix_and_retry',
  'canceled',
  'expired',
  'malformed',
];

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
      'allow-insecure': { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const source = operand('results', 'ID or FILE', positionals);
  const forms = (['csv', 'jsonl', 'tally'] as const).filter((form) => values[form] !== undefined);
  if (forms.length > 1)
    throw new Error(`results: expected one of --csv, --jsonl and --tally, found --${forms.join(' --')}`);
  if (values.tally && values.failed) throw new Error('results: expected --tally of all records, found --failed');

  refuseUnfit(values);

  const opened = await open(source, values['allow-insecure']);
  if (values.tally) {
    const tally = await named(source, opened.tally());
    await write(Readable.from([values.json ? `${JSON.stringify(tally, null, 2)}\n` : told(tally)]), values.output);
    return 0;
  }
  const rows = values.join === undefined ? undefined : await rowsOf(values.join, values.id);
  const columns = columnsOf(values, rows?.columns);
  const isCsv = values.csv !== undefined || (rows !== undefined && values.jsonl === undefined);
  const from = rows ? opened.join(rows.requests) : opened;
  const file = from.toStream(isCsv ? 'csv' : 'jsonl', {
    columns,
    outcomes: values.failed ? FAILED : undefined,
    bom: values.bom,
    delimiter: values.delimiter === 'tab' ? '\t' : values.delimiter,
    onReport: (report) => note(report),
  });
  await named(source, write(Readable.fromWeb(file as never), values.output), values.join);
  return 0;
}

interface Values {
  csv?: string | undefined;
  jsonl?: string | undefined;
  tally?: boolean | undefined;
  failed?: boolean | undefined;
  bom?: boolean | undefined;
  delimiter?: string | undefined;
  join?: string | undefined;
  id?: string | undefined;
}

function refuseUnfit(values: Values): void {
  const isCsv = values.csv !== undefined || (values.join !== undefined && values.jsonl === undefined);
  for (const name of ['bom', 'delimiter'] as const) {
    if (values[name] !== undefined && (!isCsv || values.tally)) {
      throw new Error(`results: expected --${name} with --csv or --join, found it alone`);
    }
  }
  if (values.id !== undefined && values.join === undefined) {
    throw new Error('results: expected --id with --join ROWS, found it alone');
  }
  for (const name of ['tally', 'failed'] as const) {
    if (values.join !== undefined && values[name]) {
      throw new Error(`results: expected --join of all records, found --${name}`);
    }
  }
}

/** Errors about what is in a file name it, and speak of flags. */
async function named<T>(source: string, reading: Promise<T>, rows?: string): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (!BatchError.isInstance(cause)) throw cause;
    const { code, message } = cause;
    if (code === 'unexpected_response')
      throw new Error(`${source === '-' ? '(stdin)' : source}: ${message}`, { cause });
    const [facts, help] = message.split(' Pass as key ');
    if (rows === undefined || help === undefined) throw cause;
    throw new Error(`${rows}: ${facts} Pass as --id the column that the ids were made from.`, { cause });
  }
}

const USUAL = ['custom_id', 'outcome', 'text', 'error.message'];

function columnsOf({ csv, jsonl }: Values, ofRows: string[] | undefined): string[] | undefined {
  const paths = csv ?? jsonl;
  const isUsual = paths === undefined || (csv !== undefined && paths === 'default');
  if (!isUsual) return paths.split(',');
  if (!ofRows) return undefined;
  return [...ofRows.map((name) => column(name)), ...USUAL.filter((name) => !ofRows.includes(name))];
}

/** The column of a row under its own name. */
function column(name: string): string {
  const path = `row.${name.replaceAll(/[\\.]/g, '\\$&')}`;
  return name.includes('=') ? path : `${name}=${path}`;
}

/** The rows of a file as the requests that were made of them. */
async function rowsOf(file: string, id = 'custom_id'): Promise<{ requests: RowRequests; columns: string[] }> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    throw new Error(`${file}: expected a file of rows for --join, found ${found ? 'something else' : 'none'}`);
  }
  const rows = await openAsBlob(file);
  const columns = await fromRows(rows, {}).columns();
  if (!columns.includes(id)) {
    throw new Error(`${file}: expected --id COLUMN that the ids were made from, one of ${columns.join(', ')}`);
  }
  const template = Object.fromEntries(columns.map((name) => [name, `{{${name}}}`]));
  const defaults = Object.fromEntries(columns.map((name) => [name, '']));
  return { requests: fromRows(rows, template, { id, defaults }), columns };
}

function note({ notJson, jsonInText }: ExportReport): void {
  const answers = (found: number, one: string, more: string) =>
    `${number(found)} ${found === 1 ? `answer ${one}` : `answers ${more}`}`;
  if (jsonInText > 0) {
    stderr.write(
      `message-batches: ${answers(jsonInText, 'has its JSON', 'have their JSON')} in a fence or in other text\n`,
    );
  }
  if (notJson > 0) {
    stderr.write(`message-batches: ${answers(notJson, 'is', 'are')} not JSON: nothing stands in the json columns\n`);
  }
}

async function open(source: string, allowInsecure: boolean | undefined): Promise<BatchResults> {
  if (source === '-') return readResults(Readable.toWeb(stdin) as ReadableStream<Uint8Array>);
  const found = await stat(source).catch(() => undefined);
  if (found?.isFile()) return readResults(await openAsBlob(source));
  // No id has such characters.
  if (found || /[./\\]/.test(source)) {
    throw new Error(`${source}: expected a file or the id of a batch, found ${found ? 'something else' : 'none'}`);
  }
  return new BatchClient({ allowInsecure }).results(source);
}

async function write(from: Readable, output: string | undefined): Promise<void> {
  if (output === undefined) {
    try {
      for await (const piece of forOutput(from)) if (!stdout.write(piece)) await once(stdout, 'drain');
    } catch (error) {
      // Whoever reads has had enough, as `head` has.
      if ((error as { code?: unknown }).code !== 'EPIPE') throw error;
    }
    return;
  }
  const part = `${output}.part`;
  try {
    await pipeline(from, createWriteStream(part));
    await rename(part, output);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

function told({ records, outcomes, errorTypes, usage, models, cost, saturated }: Tally): string {
  const counts = (title: string, found: Record<string, number>) => {
    const lines = tableOf(found, 12);
    return lines.length === 0 ? [] : [title, ...lines];
  };
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return [
    count(records, 'record'),
    ...counts('By outcome', outcomes as Record<string, number>),
    ...counts('Errors', errorTypes),
    ...counts('Answers', Object.fromEntries(models.map(({ model, answers }) => [model || '(no model)', answers]))),
    ...counts('Tokens', { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }),
    ...money(cost),
    ...(saturated ? ['A sum of tokens is 2^53 or more: neither sums nor cost can be relied on'] : []),
    '',
  ].join('\n');
}

function money({ usd, asOf, fees, unpriced, unpricedTools }: Tally['cost']): string[] {
  const without = unpriced.map((model) => harmlessLine(model) || '(no model)').join(', ');
  const dated = asOf === null ? '' : ` at prices of ${asOf}`;
  const searches = fees > 0 ? `, ${dollars(fees)} of it for web searches` : '';
  const sum =
    usd === null
      ? `Cost not known: no price for ${without}`
      : `${dollars(usd)}${dated}${searches}${without && `, without ${without}`}`;
  return unpricedTools.length > 0 ? [sum, `Fees not in it: ${harmlessLine(unpricedTools.join(', '))}`] : [sum];
}
