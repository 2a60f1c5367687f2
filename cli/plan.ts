// message-batches plan FILE: says into which batches a file of requests would be divided.
import { stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import * as batches from 'message-batches';
import { count, open, progress, told, whole } from './validate.ts';

export const usage = `  plan FILE       divide requests over batches: JSONL, one request a line, or a create body; - reads standard input
    --max-requests N  requests in one batch (default and most: 100000)
    --max-bytes N     bytes of one create body (default: 256000000); a relay may take less
    --primer          the first request in a batch of its own, to fill the prompt cache for the others
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       a beta of the create call; may be given several times
    --encoding E      of the file, if it is not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --json            print the shards as JSON
  Exits with 0 if it can be done, 1 if requests are not right, 2 if the file cannot be read.`;

/** What is told of a shard. */
interface Row extends batches.ShardKey {
  custom_ids: [first: string, last: string];
}

export async function plan(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'max-requests': { type: 'string' },
      'max-bytes': { type: 'string' },
      primer: { type: 'boolean' },
      'api-version': { type: 'string' },
      beta: { type: 'string', multiple: true },
      encoding: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(`Usage: message-batches plan FILE\n\n${usage}`);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(`plan: expected one FILE, found ${positionals.length}`);
  const shown = progress(file);
  const planned = batches.plan(await open(file), {
    maxRequests: whole('--max-requests', values['max-requests']),
    maxBytes: whole('--max-bytes', values['max-bytes']),
    sharedPrefix: values.primer ? 'primer' : undefined,
    apiVersion: values['api-version'] as batches.ApiVersion | undefined,
    betas: values.beta,
    encoding: values.encoding,
    onProgress: shown.step,
    // Only what is told of the bodies is wanted, not the bodies.
    spool: () => nowhere,
  });
  const rows: Row[] = [];
  try {
    for await (const shard of planned) rows.push(rowOf(shard));
  } catch (error) {
    if (!(error instanceof batches.ValidationError)) throw error;
    shown.end();
    stderr.write(told(file === '-' ? '(stdin)' : file, error.report));
    return 1;
  }
  shown.end();
  stdout.write(values.json ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
  return 0;
}

const nowhere: batches.Store = { write() {}, seal() {}, read: () => new Uint8Array(0), close() {} };

function rowOf(shard: batches.Shard): Row {
  const ids = shard.custom_ids;
  return { ...shard.toJSON(), custom_ids: [ids[0] ?? '', ids.at(-1) ?? ''] };
}

function table(rows: Row[]): string {
  const cells = rows.map(({ index, requests, bytes, hash, custom_ids: [first, last] }) => [
    String(index),
    String(requests),
    String(bytes),
    hash,
    first === last ? first : `${first} … ${last}`,
  ]);
  const all = [['shard', 'requests', 'bytes', 'hash', 'custom_ids'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  const lines = all.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  const sum = (of: 'requests' | 'bytes') => rows.reduce((total, row) => total + row[of], 0);
  const batchesNeeded = rows.length === 1 ? '1 batch' : `${rows.length} batches`;
  lines.push(`${count(sum('requests'), 'request')}, ${sum('bytes')} bytes, in ${batchesNeeded}`);
  return `${lines.join('\n')}\n`;
}
