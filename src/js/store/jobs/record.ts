// The file of a value:
//
//   message-batches 1 SHA-256 of all that follows
//   value GENERATION SIZE KEY        or: deleted GENERATION 0 KEY
//   the bytes
import { concatenate } from '../../bytes.ts';
import { damaged } from '../error.ts';
import { sha256 } from '../names.ts';

/** The first two lines of a record. */
export interface Header {
  isDeleted: boolean;
  key: string;
  /** Size of the value; offset of the value; the digest in the first line, and the offset of the bytes that it covers. */
  size: number;
  start: number;
  digest: string;
  covered: number;
}

/** Maximum size of a header: keys have at most 512 characters. */
export const MAX_HEADER = 700;

const HEADER =
  /^(message-batches 1 ([0-9a-f]{64})\n)(value|deleted) ([0-9a-f]{16}) (\d{1,15}) ([A-Za-z0-9._/-]{1,512})\n/;

/** @internal */
export async function encodeRecord(
  key: string,
  generation: string,
  value: Uint8Array<ArrayBuffer> | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = value ?? new Uint8Array();
  const line = ascii(`${value ? 'value' : 'deleted'} ${generation} ${bytes.length} ${key}\n`);
  const covered = concatenate([line, bytes]);
  return concatenate([ascii(`message-batches 1 ${await sha256(covered)}\n`), covered]);
}

/**
 * Returns the header at the start of a record, or `undefined` if it belongs to another key or generation. Without `key`, to any
 * key.
 * @internal
 */
export function headerOf(start: Uint8Array, generation: string, key?: string): Header | undefined {
  const match = HEADER.exec(String.fromCharCode(...start.subarray(0, MAX_HEADER)));
  if (!match) return undefined;
  const [whole, first = '', digest = '', kind, found, size, foundKey = ''] = match;
  if (found !== generation || (key !== undefined && foundKey !== key)) return undefined;
  return {
    ...{ isDeleted: kind === 'deleted', key: foundKey, size: Number(size), digest },
    ...{ start: whole.length, covered: first.length },
  };
}

/**
 * Returns the value of a record, or `undefined` if it records a deletion. Throws if the record is incomplete or was not written
 * by this store.
 * @internal
 */
export async function decodeRecord(
  bytes: Uint8Array<ArrayBuffer>,
  { path, key, generation }: { path: string; key: string; generation: string },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const header = headerOf(bytes, generation, key);
  if (!header) throw foreign(path, key);
  const found = bytes.length - header.start;
  if (found !== header.size) throw torn(path, `it should hold ${header.size} bytes, and holds ${found}`);
  if ((await sha256(bytes.subarray(header.covered))) !== header.digest) throw torn(path, 'its checksum does not match');
  return header.isDeleted ? undefined : bytes.slice(header.start);
}

/** @internal */
export const foreign = (path: string, key?: string): Error =>
  damaged(
    `${path} is not a file that this store wrote${key === undefined ? '' : ` for the key "${key}"`}. Move it elsewhere, or restore it from a backup.`,
  );

const torn = (path: string, why: string): Error =>
  damaged(`${path} is damaged: ${why}. Restore it from a backup, or write the key again.`);

const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
