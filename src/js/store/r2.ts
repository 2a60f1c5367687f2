import { check } from '../options.ts';
import type { Store } from './store.ts';

/** What is used of an R2 bucket. */
export interface Bucket {
  createMultipartUpload(key: string): Promise<{
    uploadPart(number: number, bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
    complete(parts: never[]): Promise<unknown>;
    abort(): Promise<void>;
  }>;
  get(
    key: string,
    options: { range: { offset: number; length: number } },
  ): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  delete(key: string): Promise<void>;
}

/** All parts but the last must be of one size, of 5 MiB or more. */
const PART = 8_388_608;

/** Keeps bytes in an object of an R2 bucket, in parts of 8 MiB. For Workers, whose memory ends at 128 MB. */
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
      if (!object) throw new Error(`the bucket has no ${key} any more`);
      return new Uint8Array(await object.arrayBuffer());
    },
    async close() {
      if (!upload) return;
      await (sealed ? bucket.delete(key) : upload.abort());
    },
  };
}
