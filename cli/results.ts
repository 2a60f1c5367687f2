// message-batches results ID|FILE: results of a batch, or of a file of them, as they are or as a table, or summed up.
import { once } from 'node:events';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BatchClient, type BatchResults, type Outcome, readResults, type Tally } from 'message-batches';
import { operand, parse } from './arguments.ts';
import { count, tableOf } from './figures.ts';
import { harmless, harmlessPieces as shown } from './terminal.ts';

export const usage = `  results ID|FILE   write the results of a batch, or of a file of them, as JSONL; - reads standard input
    --csv COLUMNS     as CSV: paths such as custom_id,outcome,text,json.name or name=PATH; "default" for the usual ones
    --jsonl COLUMNS   as JSONL of these columns
    --failed          only records that did not come to an end: every outcome but done and tool_use
    --tally           counts, tokens and cost in place of the records; with --json as JSON
    --output FILE     write there; it appears when it is complete
  A batch is read with ANTHROPIC_API_KEY and, if set, ANTHROPIC_BASE_URL. Exits with 0, or 2 if there are no results.`;

export const operands = 'ID|FILE';
export const examples = [
  'message-batches results msgbatch_… > results.jsonl',
  'message-batches results results.jsonl --csv custom_id,outcome,text --output answers.csv',
  'message-batches results results.jsonl --failed',
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
      help: { type: 'boolean', short: 'h' },
    },
  });
  const source = operand('results', 'ID or FILE', positionals);
  const forms = (['csv', 'jsonl', 'tally'] as const).filter((form) => values[form] !== undefined);
  if (forms.length > 1)
    throw new Error(`results: expected one of --csv, --jsonl and --tally, found --${forms.join(' --')}`);
  if (values.tally && values.failed) throw new Error('results: expected --tally of all records, found --failed');

  const opened = await open(source);
  if (values.tally) {
    const tally = await opened.tally();
    await write(
      Readable.from([values.json ? `${JSON.stringify(tally, null, 2)}\n` : harmless(told(tally))]),
      values.output,
    );
    return 0;
  }
  const paths = values.csv ?? values.jsonl;
  const file = opened.toStream(values.csv === undefined ? 'jsonl' : 'csv', {
    columns: paths === undefined || (values.csv && paths === 'default') ? undefined : paths.split(','),
    outcomes: values.failed ? FAILED : undefined,
  });
  await write(Readable.fromWeb(file as never), values.output);
  return 0;
}

async function open(source: string): Promise<BatchResults> {
  if (source === '-') return readResults(Readable.toWeb(stdin) as ReadableStream<Uint8Array>);
  const found = await stat(source).catch(() => undefined);
  if (found?.isFile()) return readResults(await openAsBlob(source));
  // No id has such characters.
  if (found || /[./\\]/.test(source)) {
    throw new Error(`${source}: expected a file or the id of a batch, found ${found ? 'something else' : 'none'}`);
  }
  return new BatchClient().results(source);
}

async function write(from: Readable, output: string | undefined): Promise<void> {
  if (output === undefined) {
    try {
      for await (const piece of stdout.isTTY ? shown(from) : from)
        if (!stdout.write(piece)) await once(stdout, 'drain');
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

function told({ records, outcomes, errorTypes, usage, models, cost }: Tally): string {
  const counts = (title: string, found: Record<string, number>) => {
    const lines = tableOf(found, 12);
    return lines.length === 0 ? [] : [title, ...lines];
  };
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  const unpriced = cost.unpriced.length > 0 ? `, without ${cost.unpriced.join(', ')}` : '';
  return [
    count(records, 'record'),
    ...counts('By outcome', outcomes as Record<string, number>),
    ...counts('Errors', errorTypes),
    ...counts('Answers', Object.fromEntries(models.map(({ model, answers }) => [model || '(no model)', answers]))),
    ...counts('Tokens', { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }),
    cost.asOf ? `$${cost.usd.toFixed(4)} at prices of ${cost.asOf}${unpriced}` : `Cost not known${unpriced}`,
    '',
  ].join('\n');
}
