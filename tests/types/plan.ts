// Shards: their properties, the inputs of a plan, and the operations on a shard.
import {
  BatchClient,
  type BatchRequest,
  type ByteSource,
  type MakeSpool,
  type MakeStore,
  plan,
  type Shard,
  type ShardKey,
  type Spool,
  type Store,
} from 'message-batches';

declare const requests: BatchRequest[];
declare const stream: ReadableStream<Uint8Array>;
declare const lines: { jsonl(): AsyncIterable<Uint8Array>; readonly reiterable: boolean };
declare const source: ByteSource;

plan(requests);
plan(() => stream, { maxRequests: 1, maxBytes: 1, sharedPrefix: 'primer', validate: false });
plan(async () => requests, { betas: ['x'], onProgress: ({ bytes }) => bytes.toFixed() });
plan(lines);
plan(source);
plan({ open: (byteOffset: number) => Promise.resolve(new Blob().slice(byteOffset).stream()) });
plan({ requests });
plan(requests, { onReport: (report) => report.counts['model.unknown']?.toFixed() });
// @ts-expect-error a number is not an input
plan(7);
// @ts-expect-error a function that returns a function is not an input
plan(() => () => requests);
// @ts-expect-error one of two words
plan(requests, { sharedPrefix: 'both' });

const store: Store = { write() {}, seal() {}, read: () => new Uint8Array(), close() {} };
plan(stream, { spool: (index: number) => (index > 0 ? store : Promise.resolve(store)) });
// @ts-expect-error a spool is a function that is called for each shard
plan(stream, { spool: store });
// The former names
const spool: Spool = store;
const make: MakeSpool = (() => spool) satisfies MakeStore;
plan(stream, { spool: make });

export async function send(client: BatchClient): Promise<ShardKey[]> {
  const kept: ShardKey[] = [];
  const planned = plan(requests);
  for await (const shard of planned) {
    shard satisfies Shard;
    const ids: readonly string[] = shard.custom_ids;
    const body: ReadableStream<Uint8Array> = shard.stream();
    const blob: Blob = await shard.blob();
    await client.create(shard, { onUpload: ({ sent, total }) => (sent / total).toFixed() });
    await shard.discard();
    // @ts-expect-error the properties of a shard are read only
    shard.bytes = 7;
    kept.push(shard.toJSON());
    [ids.length, body.locked, blob.size] satisfies unknown[];
  }
  const errors: number | undefined = planned.report?.errors;
  const shared: number | undefined = planned.sharedPrefix?.shared?.requests;
  [errors, shared] satisfies unknown[];
  return kept;
}

new BatchClient({ maxBodyBytes: 100_000_000 });
