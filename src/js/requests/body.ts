// Makes the body of a create from its input.
import type { CoreSettings, EncoderOptions, ShardFacts } from '../../wire/types.ts';
import { Rereader } from '../input/reread.ts';
import { type BatchInput, type CreateBody, feed, sourceUnlessAborted } from '../input/source.ts';
import { outOfRange } from '../options.ts';
import { checks } from '../runtime/modules.ts';
import { streams } from '../runtime/runtime.ts';
import { BlobStore } from '../store/spills/blob.ts';
import { piecesOf } from '../store/spills/shards.ts';
import { replayBody, Shard } from './shard.ts';
import { BodyUpload, TEXT_BODY, type UploadProgress } from './upload.ts';
import { type CheckOptions, finishCheck, type ReportOptions } from './validate.ts';

export interface BodyOptions extends CheckOptions, ReportOptions, EncoderOptions {
  onUpload?: ((progress: UploadProgress) => void) | undefined;
}

/** Returns the body to send for an input or a shard. */
export async function bodyFor(
  input: BatchInput | CreateBody | Shard,
  client: CoreSettings,
  options: BodyOptions,
): Promise<BodyUpload> {
  return input instanceof Shard ? bodyOfShard(input, client, options) : bodyOf(input, client, options);
}

/**
 * Checks an input and writes it as one create body. Throws the errors of the input. A large input that can be read again is not
 * buffered, but read again while it is sent. Objects are buffered, because they would have to be serialized again.
 */
async function bodyOf(input: BatchInput | CreateBody, client: CoreSettings, options: BodyOptions): Promise<BodyUpload> {
  const { encoding, signal, onProgress, onUpload, onReport, ...rules } = options;
  const from = await sourceUnlessAborted(input, encoding, signal);
  const loaded = await checks.instance();
  const rereads = from.again !== 'never' && !from.isObjects && streams() !== undefined;
  const settings = { ...rules, form: from.form, lines: from.lines, oneBatch: true, facts: rereads };
  const encoder = loaded.sync((glue) => new glue.Encoder(client, settings, true));
  const body = new BlobStore();
  const take = () => {
    body.write(loaded.sync(() => encoder.take()) as Uint8Array<ArrayBuffer>);
    if (!rereads || body.size <= TEXT_BODY) return;
    loaded.sync(() => encoder.forgetBodies());
    body.close();
  };
  try {
    for await (const _ of feed(loaded, encoder, from, { signal, onProgress })) take();
    const { requests } = await finishCheck(loaded, encoder, rules.validate !== false, { onReport, signal });
    take();
    if (body.size <= TEXT_BODY || !rereads) return held(body, requests, onUpload);
    const [facts] = loaded.sync(() => encoder.shard()) as [ShardFacts, Uint8Array];
    const reader = new Rereader(from);
    const start = { byteOffset: facts.start, request: facts.first };
    return new BodyUpload(() => replayBody(facts, reader.from(start, { isLast: true })), facts, onUpload);
  } finally {
    loaded.release(encoder);
  }
}

/** The body of a shard, which was checked when it was planned. */
function bodyOfShard(shard: Shard, { maxBodyBytes }: CoreSettings, { onUpload }: BodyOptions): BodyUpload {
  if (maxBodyBytes !== undefined && shard.bytes > maxBodyBytes) {
    throw outOfRange('maxBodyBytes', `a shard of at most ${maxBodyBytes} bytes`, `one of ${shard.bytes}`);
  }
  return new BodyUpload(() => shard.open(), shard, onUpload);
}

/** Sends a complete body directly, unless it is large and the caller observes the progress. */
async function held(body: BlobStore, requests: number, onUpload: BodyOptions['onUpload']): Promise<BodyUpload> {
  const isSmall = body.size <= TEXT_BODY;
  const size = { bytes: body.size, requests };
  if (onUpload && !isSmall) return new BodyUpload(() => piecesOf(body, body.size), size, onUpload);
  return new BodyUpload(isSmall ? await body.blob().text() : body.blob(), size, onUpload);
}
