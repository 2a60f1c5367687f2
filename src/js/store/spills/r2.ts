import { check } from '../../options.ts';
import type { Store } from './store.ts';

/**
 * The part of an R2 bucket that `r2Spill` uses. Bindings of Workers have it.
 *
 * @example
 * const bucket: Bucket = env.BUCKET;
 * const spill = r2Spill(bucket);
 */
export interface Bucket {
  /**
   * Starts an upload in parts.
   *
   * @example
   * const upload = await env.BUCKET.createMultipartUpload('spill/results.jsonl');
   * await upload.abort();
   */
  createMultipartUpload(key: string): Promise<{
    uploadPart(number: number, bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
    complete(parts: never[]): Promise<unknown>;
    abort(): Promise<void>;
  }>;
  /**
   * Returns a range of an object; `null` if there is no such object.
   *
   * @example
   * const object = await env.BUCKET.get('spill/results.jsonl', { range: { offset: 0, length: 1024 } });
   * const bytes = await object?.arrayBuffer();
   */
  get(
    key: string,
    options: { range: { offset: number; length: number } },
  ): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  /**
   * Deletes an object.
   *
   * @example
   * await env.BUCKET.delete('spill/results.jsonl');
   */
  delete(key: string): Promise<void>;
}

/** All parts but the last must have the same size, of 5 MiB or more. */
const PART = 8_388_608;

/**
 * Returns a store in an object of an R2 bucket, written in parts of 8 MiB. For Workers, whose memory is limited to 128
 * MB. `key` is the name of the object; default: a random one under `spill/`.
 *
 * @throws TypeError for a wrong option.
 *
 * @example
 * const spill = r2Spill(env.BUCKET);
 * for await (const record of results.inOrder(requests, { spill })) console.log(record.text);
 */
export function r2Spill(bucket: Bucket, options: { key?: string } = {}): Store {
  check(options, { key: true });
  const { key = `spill/${crypto.randomUUID()}.jsonl` } = options;
  let upload: Awaited<ReturnType<Bucket['createMultipartUpload']>> | undefined;
  let part = new Uint8Array(PART);
  let filled = 0;
  let sealed = false;
  const parts: unknown[] = [];
  const send = async (bytes: Uint8Array<ArrayBuffer>) => {
    upload ??= await bucket.createMultipartUpload(key);
    parts.push(await upload.uploadPart(parts.length + 1, bytes));
  };
  return {
    async write(bytes) {
      for (let rest = bytes; rest.length > 0; ) {
        const fits = rest.subarray(0, PART - filled);
        part.set(fits, filled);
        filled += fits.length;
        rest = rest.subarray(fits.length);
        if (filled < PART) continue;
        await send(part);
        [part, filled] = [new Uint8Array(PART), 0];
      }
    },
    async seal() {
      if (filled > 0) await send(part.subarray(0, filled));
      await upload?.complete(parts as never[]);
      sealed = true;
    },
    async read(start, end) {
      const object = await bucket.get(key, { range: { offset: start, length: end - start } });
      if (!object) throw new Error(`the object ${key} is no longer in the bucket`);
      return new Uint8Array(await object.arrayBuffer());
    },
    async close() {
      if (!upload) return;
      await (sealed ? bucket.delete(key) : upload.abort());
    },
  };
}
