// message-batches build ROWS --template FILE: makes a request of each row.
import { createWriteStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { fromRows, type RowId, type RowRequests, RowsError } from 'message-batches';
import { asFlags, readJson } from './json.ts';
import { count } from './validate.ts';

export const usage = `  build ROWS      make requests of rows: CSV or JSONL; - reads standard input; prints JSONL
    --template FILE   JSON of params, with {{column}} in its strings
    --id COLUMN       the column that makes the custom_id (default: a hash of the request)
    --default C=TEXT  what column C is where a row has nothing in it; may be given several times
    --format F        csv or jsonl (default: told by the first character)
    --delimiter D     what separates the columns of CSV (default: told by the first line); tab for a tab
    --encoding E      of rows and template, if they are not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --ids FILE        write which custom_id was made of which row, as JSONL
  Rows that are empty in every column are skipped, and counted on standard error.
  Exits with 0 if all rows became requests, 2 if not: then what was printed is not all.`;

export async function build(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
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
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(`Usage: message-batches build ROWS --template FILE\n\n${usage}`);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Error(`build: expected one file of ROWS, found ${positionals.length}`);
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
    await pipeline(requests.jsonl(), stdout, { end: false });
    if (requests.skipped > 0)
      stderr.write(
        `${file === '-' ? '(stdin)' : file}: skipped ${count(requests.skipped, 'row')}, empty in every column\n`,
      );
    if (values.ids !== undefined) await pipeline(lines(requests), createWriteStream(values.ids));
  } catch (error) {
    if (!(error instanceof RowsError)) throw error;
    const { line } = error;
    const message = asFlags(error.message);
    const name = file === '-' ? '(stdin)' : file;
    // FILE:LINE: first, so that editors can jump there.
    stderr.write(
      `${name}:${line ?? 1}: error: ${message.replace(`, line ${line}:`, ':').replace(/^(?:line \d+|rows): /, '')}\n`,
    );
    return 2;
  }
  return 0;
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
