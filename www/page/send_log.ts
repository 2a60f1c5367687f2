/**
 * Stores facts about the bodies that this browser has sent: enough to ask before one is sent twice, and to find out the outcome
 * of one whose response never arrived. It never stores a request, a token or an API key.
 */
import type { Shard } from 'message-batches';

/** The last create of one body. */
export interface SendEntry {
  /** Its idempotency key. */
  key: string;
  state: 'sending' | 'sent' | 'unknown';
  /** The latest batch known to be made from this body. */
  batchId?: string;
  /** When it was sent, or when sending began. */
  since: string;
  /** If the outcome is unknown: the latest time at which the last byte may have been sent. */
  until?: string;
  requestCount: number;
  bytes: number;
  /** A mark of the relay token, to detect a changed token: see `markOf`. */
  caller: string;
}

/** Identifies a body. The hash is that of its bytes, so the same requests with other limits are different bodies. */
export type Body = Pick<Shard, 'hash' | 'bytes' | 'requests'>;

/** Each body has its own item, so that two tabs never overwrite each other's data about different bodies. */
const PREFIX = 'send:';
const MOST = 500;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Results of a batch are available for 29 days. After that, a link to it is useless. */
const OLDEST_MS = 29 * DAY_MS;

/** Entries that the browser would not store. They are kept until the page is left. */
const unstored = new Map<string, SendEntry>();

const NAME = /^send:([0-9a-f]+)-(\d+)-(\d+)$/;

export const nameOf = ({ hash, bytes, requests }: Body): string => `${PREFIX}${hash}-${bytes}-${requests}`;

/** Returns the entry of this body. */
export function recall(body: Body): SendEntry | undefined {
  const name = nameOf(body);
  const entry = unstored.get(name) ?? parse(attempt(() => localStorage.getItem(name)));
  return entry && !isOld(entry) ? entry : undefined;
}

/** Returns bodies with an unknown outcome, newest first. */
export const pending = (): { body: Body; entry: SendEntry }[] =>
  all()
    .filter(({ entry }) => entry.state !== 'sent')
    .sort((a, b) => Date.parse(b.entry.since) - Date.parse(a.entry.since));

/** Returns the ids of all batches known to be made from a body. */
export const batchIds = (): Set<string | undefined> => new Set(all().map(({ entry }) => entry.batchId));

function all(): { body: Body; entry: SendEntry }[] {
  const names = new Set([...(attempt(() => Object.keys(localStorage)) ?? []), ...unstored.keys()]);
  return [...names].flatMap((name) => {
    const [, hash, bytes, requests] = NAME.exec(name) ?? [];
    if (hash === undefined) return [];
    const body = { hash, bytes: Number(bytes), requests: Number(requests) };
    const entry = recall(body);
    return entry ? [{ body, entry }] : [];
  });
}

/** Stores an entry. Returns whether it survives a reload. */
export function remember(body: Body, entry: SendEntry): boolean {
  const name = nameOf(body);
  const isStored = attempt(() => {
    localStorage.setItem(name, JSON.stringify(entry));
    return true;
  });
  if (isStored) {
    unstored.delete(name);
    attempt(() => prune(name));
    return true;
  }
  unstored.delete(name); // so that it becomes the newest
  unstored.set(name, entry);
  for (const oldest of unstored.keys()) {
    if (unstored.size <= MOST) break;
    unstored.delete(oldest);
  }
  return false;
}

export function forget(body: Body): void {
  const name = nameOf(body);
  unstored.delete(name);
  attempt(() => localStorage.removeItem(name));
}

/** Removes old and surplus entries, but not the one just written. */
function prune(newest: string): void {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(PREFIX) && name !== newest);
  const entries = names.map((name) => ({ name, entry: parse(localStorage.getItem(name)) }));
  const times = entries
    .map(({ name, entry }) => ({ name, since: entry && !isOld(entry) ? Date.parse(entry.since) : 0 }))
    .sort((a, b) => b.since - a.since);
  for (const [index, { name, since }] of times.entries()) {
    if (since === 0 || index >= MOST - 1) localStorage.removeItem(name);
  }
}

/** Parses an entry; undefined if it is invalid, for example because another version of this page wrote it. */
function parse(text: string | null | undefined): SendEntry | undefined {
  const value: unknown = attempt(() => JSON.parse(text ?? 'null'));
  if (typeof value !== 'object' || value === null) return undefined;
  const { key, state, since, caller, batchId } = value as Partial<Record<keyof SendEntry, unknown>>;
  const isEntry =
    typeof key === 'string' &&
    typeof caller === 'string' &&
    typeof since === 'string' &&
    !Number.isNaN(Date.parse(since)) &&
    (state === 'sending' || state === 'unknown' || (state === 'sent' && typeof batchId === 'string'));
  return isEntry ? (value as SendEntry) : undefined;
}

const isOld = ({ since }: SendEntry) => Date.now() - Date.parse(since) > OLDEST_MS;

/** Returns undefined if `work` throws: storage may be full, or not allowed. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Sixteen bits of a token. The relay remembers keys per token, so its response about a key counts only with the token with which
 * the key was sent. Too few bits to reveal the token.
 */
export function markOf(token: string): string {
  let hash = 0x811c9dc5; // FNV-1a
  for (const byte of new TextEncoder().encode(token)) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash ^ (hash >>> 16)) & 0xffff).toString(16).padStart(4, '0');
}
