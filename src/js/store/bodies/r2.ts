// An R2 bucket: one object per body. A multipart upload is not visible until it is complete.
import { check, wrong } from '../../options.ts';
import { bytesOf, checkKey, checkPrefix } from '../arguments.ts';
import { StoreError } from '../error.ts';
import { type Bucket, r2Spill } from '../spills/r2.ts';
import type { Bodies, BodyWriter } from './bodies.ts';

/**
 * The part of an R2 bucket that `r2Bodies` uses.
 *
 * @example
 * const bucket: BodyBucket = env.BUCKET;
 * const bodies = r2Bodies(bucket);
 */
export interface BodyBucket extends Bucket {
  /**
   * @example
   * const object = await env.BUCKET.head('summer/0');
   */
  head(key: string): Promise<{ size: number; etag: string } | null>;
  /**
   * @example
   * await env.BUCKET.put('summer/0', bytes);
   */
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<unknown>;
  /**
   * @example
   * await env.BUCKET.get('summer/0', { range: { offset: 0, length: 100 } });
   */
  get(
    key: string,
    options: { range: { offset: number; length: number }; onlyIf?: { etagMatches: string } },
  ): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  /**
   * @example
   * await env.BUCKET.list({ prefix: 'summer/' });
   */
  list(options: { prefix: string; cursor?: string }): Promise<{
    objects: { key: string }[];
    truncated: boolean;
    cursor?: string;
  }>;
}

/**
 * Keeps bodies of shards in objects of an R2 bucket, whose keys start with `prefix` (default `message-batches/`). Each body
 * is one upload in parts of 8 MiB. In Workers.
 *
 * @example
 * const bodies = r2Bodies(env.BUCKET, { prefix: 'bodies/' });
 * const body = await bodies.open('summer/0');
 */
export function r2Bodies(bucket: BodyBucket, options: { prefix?: string | undefined } = {}): Bodies {
  if (typeof bucket?.createMultipartUpload !== 'function') throw wrong('bucket', 'an R2 bucket', bucket);
  check(options, { prefix: true });
  const { prefix: folder = 'message-batches/' } = options;
  if (typeof folder !== 'string') throw wrong('prefix', 'a string', folder);
  return {
    async open(name) {
      checkKey(name, 'name');
      const key = folder + name;
      const head = await bucket.head(key);
      if (!head) return undefined;
      return {
        name,
        size: head.size,
        async read(start, end) {
          const length = Math.min(end, head.size) - start;
          if (length <= 0) return new Uint8Array();
          const range = { offset: start, length };
          const object = await bucket.get(key, { range, onlyIf: { etagMatches: head.etag } });
          // If the condition does not match, R2 returns the object without its bytes.
          if (typeof object?.arrayBuffer !== 'function') throw gone(name);
          return new Uint8Array(await object.arrayBuffer());
        },
        close: async () => {},
      };
    },
    async create(name) {
      checkKey(name, 'name');
      return writerOf(bucket, folder + name);
    },
    async delete(name) {
      checkKey(name, 'name');
      const isThere = (await bucket.head(folder + name)) !== null;
      if (isThere) await bucket.delete(folder + name);
      return isThere;
    },
    async list(prefix) {
      checkPrefix(prefix);
      const names: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await bucket.list({ prefix: folder + prefix, ...(cursor === undefined ? {} : { cursor }) });
        names.push(...page.objects.map(({ key }) => key.slice(folder.length)));
        cursor = page.truncated ? page.cursor : undefined;
      } while (cursor !== undefined);
      return names.sort();
    },
  };
}

function writerOf(bucket: BodyBucket, key: string): BodyWriter {
  const upload = r2Spill(bucket, { key });
  let size = 0;
  let isSealed = false;
  return {
    async write(bytes) {
      size += bytesOf(bytes, 'bytes').length;
      await upload.write(bytes);
    },
    async seal() {
      // A multipart upload needs at least one part.
      if (size === 0) await bucket.put(key, new Uint8Array());
      else await upload.seal();
      isSealed = true;
    },
    async read(start, end) {
      return start >= Math.min(end, size) ? new Uint8Array() : upload.read(start, Math.min(end, size));
    },
    async close() {
      if (!isSealed) await upload.close();
    },
  };
}

const gone = (name: string): StoreError =>
  new StoreError(`The body "${name}" was replaced or deleted while it was read.`, { code: 'store_conflict' });
