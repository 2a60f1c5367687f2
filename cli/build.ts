// message-batches build ROWS --template FILE: makes a request of each row.
import { createWriteStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromRows, type RowId, type RowRequests, RowsError } from 'message-batches';
import { operand, parse } from './arguments.ts';
import { count } from './figures.ts';
import { readJson } from './json.ts';
import { forOutput, harmlessLine, painter } from './terminal.ts';
import { inFlags } from './wording.ts';

export const usage = `  build ROWS      make requests of rows: CSV or JSONL; - reads standard input; prints JSONL
    --template FILE   JSON of params, with {{column}} in its strings
    --id COLUMN       the column that makes the custom_id (default: a hash of the request)
    --default C=TEXT  what column C is where a row has nothing in it; may be given several times
    --format F        csv or jsonl (default: told by the first character)
    --delimiter D     what separates the columns of CSV (default: told by the first line); tab for a tab
    --encoding E      of rows and template, if they are not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --ids FILE        write which custom_id was made of which row, as JSONL
    --json            print one create body in place of JSONL
  Rows that are empty in every column are skipped, and counted on standard error.
  Exits with 0 if all rows became requests, 2 if not: then what was printed is not all.`;

/** The flags that a sentence about rows may name. */
const FLAGS = ['template', 'id', 'default', 'format', 'delimiter', 'encoding'];

export const operands = 'ROWS --template FILE';
export const examples = [
  'message-batches build customers.csv --template letter.json --id email > requests.jsonl',
  'message-batches build rows.jsonl --template letter.json --default city=unknown --ids ids.jsonl > requests.jsonl',
  'message-batches build rows.csv --template letter.json | message-batches validate -',
];

export async function build(args: string[]): Promise<number> {
  const { values, positionals } = parse('build', {
    args,
    allowPositionals: true,
    options: {
      template: { type: 'string' },
      id: { type: 'string' },
      default: { type: 'string', multiple: true },
      format: { type: 'string' },
      delimiter: { type: 'string' },
      encoding: { type: 'string' },
      ids: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('build', 'file of ROWS', positionals);
  if (values.template === undefined) throw new Error('build: expected --template FILE, found none');
  const requests = fromRows(
    await open(file),
    (await readJson(values.template, values.template, values.encoding)) as object,
    {
      id: values.id,
      format: values.format as 'csv' | 'jsonl' | undefined,
      delimiter: values.delimiter === 'tab' ? '\t' : values.delimiter,
      encoding: values.encoding,
      keepIds: values.ids !== undefined,
      defaults: values.default && Object.fromEntries(values.default.map(parted)),
    },
  );
  try {
    // Not ended: standard output is not ours to close.
    const pieces = values.json ? bodyOf(requests.jsonl()) : requests.jsonl();
    await pipeline(forOutput<Uint8Array | string>(pieces), stdout, { end: false });
    if (requests.skipped > 0)
      stderr.write(
        `${file === '-' ? '(stdin)' : harmlessLine(file)}: skipped ${count(requests.skipped, 'row')}, empty in every column\n`,
      );
    if (values.ids !== undefined) await pipeline(lines(requests), createWriteStream(values.ids));
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    const { line, message } = error;
    const name = file === '-' ? '(stdin)' : file;
    // FILE:LINE: first, so that editors can jump there.
    const told = message.replace(`, line ${line}:`, ':').replace(/^(?:line \d+|rows): /, '');
    const paint = painter(stderr);
    const place = paint('bold', `${harmlessLine(name)}:${line ?? 1}:`);
    stderr.write(`${place} ${paint('red', 'error:')} ${harmlessLine(inFlags(told, FLAGS))}\n`);
    return 2;
  }
  return 0;
}

/** The lines of JSONL as one create body, a piece at a time. */
export async function* bodyOf(lines: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  yield '{"requests":[';
  const decoder = new TextDecoder();
  let end = '';
  for await (const piece of lines) {
    const text = end + decoder.decode(piece, { stream: true });
    // The last line has no comma behind it.
    end = text.endsWith('\n') ? '\n' : '';
    yield text.slice(0, text.length - end.length).replaceAll('\n', ',');
  }
  yield ']}\n';
}

function parted(pair: string): [column: string, text: string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new Error(`--default: expected COLUMN=TEXT, found ${JSON.stringify(pair)}`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

async function open(file: string): Promise<Blob | ReadableStream<Uint8Array>> {
  if (file === '-') return Readable.toWeb(stdin) as ReadableStream<Uint8Array>;
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`${file}: expected a file, found ${found ? 'something else' : 'none'}`);
  return openAsBlob(file);
}

async function* lines(requests: RowRequests): AsyncGenerator<string> {
  let text = '';
  const line = (id: RowId) => `${JSON.stringify(id)}\n`;
  for await (const id of requests.ids()) {
    text += line(id);
    if (text.length < 65_536) continue;
    yield text;
    text = '';
  }
  yield text;
}
