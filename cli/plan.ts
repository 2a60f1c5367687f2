// message-batches plan FILE: shows how requests are divided into batches.
import { stderr } from 'node:process';
import * as batches from 'message-batches';
import { operand, parse, whole } from './arguments.ts';
import { count, number } from './figures.ts';
import { STDIN, toText } from './findings.ts';
import { openInput, refuseBinary } from './input.ts';
import { ShardFolder } from './shard_folder.ts';
import { harmlessLine, jsonText, painter, print } from './terminal.ts';
import { progress } from './validate.ts';
import { warnings } from './warnings.ts';

export const usage = `  plan FILE       divide requests into batches: JSONL with one request per line, or a create body; - reads standard input
    --max-requests N  maximum number of requests per batch (default and limit: 100,000)
    --max-bytes N     maximum bytes of a create body (default: 256,000,000); a relay may accept less
    --primer          put the first request into a separate batch, to fill the prompt cache for the others
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       beta of the create call; can be repeated
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --output DIR      write each shard to DIR as a create body (shard-00000.json and so on): input for create() and curl
    --json            print the shards as JSON
  Exits with 0 if the requests can be divided, 1 if requests break a rule, 2 if the file cannot be read.`;

export const operands = 'FILE';
export const examples = [
  'message-batches plan requests.jsonl',
  'message-batches plan requests.jsonl --max-requests 10000 --output shards',
  'message-batches plan requests.jsonl --json',
];

/** The output for one shard. */
interface Row extends batches.ShardKey {
  custom_ids: [first: string, last: string];
  /** The path of its create body. */
  file?: string;
}

export async function plan(args: string[]): Promise<number> {
  const { values, positionals } = parse('plan', {
    args,
    allowPositionals: true,
    options: {
      'max-requests': { type: 'string' },
      'max-bytes': { type: 'string' },
      primer: { type: 'boolean' },
      'api-version': { type: 'string' },
      beta: { type: 'string', multiple: true },
      encoding: { type: 'string' },
      output: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('plan', 'FILE', positionals);
  const folder = values.output === undefined ? undefined : await ShardFolder.open(values.output);
  const bar = progress(file);
  const input = await openInput(file);
  const planned = batches.plan(input, {
    maxRequests: whole('--max-requests', values['max-requests']),
    maxBytes: whole('--max-bytes', values['max-bytes']),
    sharedPrefix: values.primer ? 'primer' : undefined,
    apiVersion: values['api-version'] as batches.ApiVersion | undefined,
    betas: values.beta,
    encoding: values.encoding,
    onProgress: bar.step,
    // Without --output nothing reads the bodies.
    spool: folder ? undefined : () => nowhere,
  });
  const rows: Row[] = [];
  try {
    for await (const shard of planned) {
      const written = await folder?.write(shard);
      rows.push({ ...rowOf(shard), ...(written === undefined ? {} : { file: written }) });
    }
    await folder?.finish();
  } catch (error) {
    await folder?.abandon();
    bar.end();
    if (!(error instanceof batches.ValidationError)) throw error;
    if (input instanceof Blob && values.encoding === undefined) await refuseBinary(file, input, error.report);
    stderr.write(toText(file === '-' ? STDIN : file, error.report, painter(stderr)));
    return 1;
  }
  bar.end();
  if (planned.report) stderr.write(warnings(file === '-' ? STDIN : file, planned.report, painter(stderr)));
  print(values.json ? jsonText(rows) : table(rows));
  return 0;
}

const nowhere: batches.Store = { write() {}, seal() {}, read: () => new Uint8Array(0), close() {} };

function rowOf(shard: batches.Shard): Row {
  const ids = shard.custom_ids;
  return { ...shard.toJSON(), custom_ids: [ids[0] ?? '', ids.at(-1) ?? ''] };
}

function table(rows: Row[]): string {
  const isWritten = rows.some(({ file }) => file !== undefined);
  const cells = rows.map(({ index, requests, bytes, hash, custom_ids: [first, last], file }) => [
    number(index),
    number(requests),
    number(bytes),
    hash,
    ...(file === undefined ? [] : [harmlessLine(file)]),
    harmlessLine(first === last ? first : `${first} … ${last}`),
  ]);
  const all = [['shard', 'requests', 'bytes', 'hash', ...(isWritten ? ['file'] : []), 'custom_ids'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  const lines = all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  const sum = (of: 'requests' | 'bytes') => rows.reduce((total, row) => total + row[of], 0);
  const batchesNeeded = rows.length === 1 ? '1 batch' : `${number(rows.length)} batches`;
  lines.push(`${count(sum('requests'), 'request')}, ${count(sum('bytes'), 'byte')}, in ${batchesNeeded}`);
  return `${lines.join('\n')}\n`;
}
