// message-batches build ROWS --template FILE: makes one request per row.
import { stderr, stdout } from 'node:process';
import { pipeline } from 'node:stream/promises';
import { fromRows, type RowId, type RowRequests, RowsError } from 'message-batches';
import { defaultsOf, delimiterOf, operand, parse } from './arguments.ts';
import { count } from './figures.ts';
import { STDIN } from './findings.ts';
import { openInput } from './input.ts';
import { checkSecondOutput, writeFile } from './output.ts';
import { rowsIn } from './rows.ts';
import { readTemplate } from './template.ts';
import { forOutput, harmlessLine, painter } from './terminal.ts';
import { inFlags } from './wording.ts';

export const usage = `  build ROWS      make one request per row of a CSV, JSONL or JSON file; - reads standard input; prints JSONL
    --template FILE   JSON file with the params of each request; {{column}} inserts the value of the row
    --id COLUMN       column that the custom_id is made from (default: a hash of the request)
    --default C=TEXT  value of column C in rows where it is empty; can be repeated
    --format F        csv or jsonl (default: detected from the first character)
    --delimiter D     delimiter of the CSV columns (default: detected from the first line); use tab for a tab
    --encoding E      encoding of rows and template, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --ids FILE        write the custom_id of each row to FILE, as JSONL; FILE appears when it is complete
    --json            print one create body instead of JSONL
  Skips rows in which every column is empty, and prints how many on standard error.
  Exits with 0 if every row became a request, 1 if there is no row, 2 if a row did not: the output is then incomplete.`;

/** Flags that an error about rows may name. */
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
  const file = operand('build', 'ROWS', positionals);
  if (values.template === undefined) throw new Error('build: --template FILE is required');
  if (values.ids !== undefined) await checkSecondOutput('--ids', values.ids, [file, values.template]);
  const template = await readTemplate('build', file, values.template, values.encoding);
  const input = await openInput(file);
  const name = file === '-' ? STDIN : file;
  // The library reports problems with a named format.
  const rows = values.format === undefined ? await rowsIn(input, name, values.encoding) : input;
  const requests = fromRows(rows as Blob, template.value, {
    id: values.id,
    ...(Array.isArray(rows)
      ? {}
      : {
          format: values.format as 'csv' | 'jsonl' | undefined,
          delimiter: delimiterOf(values.delimiter),
          encoding: values.encoding,
        }),
    keepIds: values.ids !== undefined,
    defaults: defaultsOf(values.default),
  });
  try {
    // `end: false`: this command does not close standard output.
    let isEmpty = true;
    const lines = seen(requests.jsonl(), () => {
      isEmpty = false;
    });
    const chunks = values.json ? bodyOf(lines) : lines;
    await pipeline(forOutput<Uint8Array | string>(chunks), stdout, { end: false });
    if (requests.skipped > 0) stderr.write(`${harmlessLine(name)}: skipped ${count(requests.skipped, 'empty row')}\n`);
    if (values.ids !== undefined) await writeFile(idLines(requests), values.ids);
    if (isEmpty) {
      reportRowsError(name, { message: 'expected at least one row, found none' });
      return 1;
    }
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    return reportRowsError(name, error);
  }
  return 0;
}

/** Prints why rows cannot become requests; returns the exit status. */
export function reportRowsError(name: string, { line, message }: Pick<RowsError, 'line' | 'message'>): number {
  // FILE:LINE: comes first, so that editors can jump there.
  const text = message.replace(`, line ${line}:`, ':').replace(/^(?:line \d+|rows): /, '');
  const paint = painter(stderr);
  const position = paint('bold', `${harmlessLine(name)}:${line ?? 1}:`);
  stderr.write(`${position} ${paint('red', 'error:')} ${harmlessLine(inFlags(text, FLAGS))}\n`);
  return 2;
}

/** Converts lines of JSONL to one create body, chunk by chunk. */
export async function* bodyOf(lines: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  yield '{"requests":[';
  const decoder = new TextDecoder();
  let end = '';
  for await (const chunk of lines) {
    const text = end + decoder.decode(chunk, { stream: true });
    // No comma after the last line.
    end = text.endsWith('\n') ? '\n' : '';
    yield text.slice(0, text.length - end.length).replaceAll('\n', ',');
  }
  yield ']}\n';
}

/** Passes on chunks, and calls `onChunk` when there is one. */
async function* seen(chunks: AsyncIterable<Uint8Array>, onChunk: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (chunk.length > 0) onChunk();
    yield chunk;
  }
}

async function* idLines(requests: RowRequests): AsyncGenerator<string> {
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
