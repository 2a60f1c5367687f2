// The keys that a job stores:
//   keys/NAME          the id of the job with this key
//   unfinished/ID      the lease of the process that stores or removes the job; exists only meanwhile
//   jobs/ID/plan       immutable data: the shards and how they were made
//   jobs/ID/state      the state of the machine, written before each of its actions
//   jobs/ID/lease      the lease of the driver
//   jobs/ID/bodies     exists if its requests and results are stored, too
//   jobs/ID/commands   commands from other processes to the driver
//   jobs/ID/ids/N      the ids of the requests of shard N
//   jobs/ID/results/N  the account of the results of shard N
//   jobs/ID/retries    the ids of the jobs that retry a part of it
import type { JobEvent, Policy, StoredState } from '../../wire/jobs.ts';
import type { ApiVersion, Outcome, Tally } from '../../wire/types.ts';
import { JobError } from '../errors.ts';
import { outOfRange, wrong } from '../options.ts';
import { damaged } from '../store/error.ts';
import type { JobStore } from '../store/jobs/job_store.ts';
import { readValue } from '../store/jobs/read.ts';
import { pack, unpack } from './packed.ts';

/** The version of the records that this code writes. It reads all versions up to this one. */
const VERSION = 1;

/** A shard as planned. */
export interface PlannedShard {
  index: number;
  first: number;
  requests: number;
  bytes: number;
  hash: string;
}

/** How the input was divided, so that it can be divided again in the same way. */
export interface Division {
  maxRequests?: number | undefined;
  maxBytes?: number | undefined;
  isPrimed: boolean;
  /** Whether shards have different numbers of requests where possible, so that their batches differ in a listing. */
  isDistinct: boolean;
}

/**
 * An event that a user caused. A decision applies only to the creates that had begun: if the driver died after it applied the
 * decision, the next driver must not apply it to a later create.
 */
export type JobCommand = JobEvent & { attempts?: number | undefined };

/** The immutable data of a job. */
export interface JobPlan {
  version: number;
  id: string;
  key?: string | undefined;
  /** The job that this one retries a part of. */
  parent?: string | undefined;
  createdAt: string;
  requests: number;
  division: Division;
  policy: Policy;
  /** Options of its creates. */
  calls: { apiVersion?: ApiVersion | undefined; betas?: string[] | undefined };
  /** How its requests were checked; retries use the same settings. */
  checks?: { validate?: boolean | undefined; rules?: object | undefined } | undefined;
  /** Number of attempts of a request, including the first, that no retry exceeds. */
  attempts?: number | undefined;
  /** Whether the bodies of its shards are stored. */
  hasBodies: boolean;
  shards: PlannedShard[];
}

/** The account of a shard's results. */
export interface ShardResults {
  version: number;
  batch: string;
  tally: Tally;
  /** Tally of the records with an id that an earlier record had. Older versions did not store it. */
  repeated?: Tally | undefined;
  /** Indexes of the shard's requests by outcome, for every outcome but `done`; `missing` has those without a record. */
  indexes: Partial<Record<Outcome | 'missing', number[]>>;
  /** Indexes of the requests whose record is an error, by type of the inner error. Older versions did not store them. */
  errors?: Record<string, number[]> | undefined;
  /** Records that repeat an id. */
  duplicates: number;
  /** Records whose id is not in the shard. */
  unknown: number;
  /** Whether the results are stored in the job's bodies. */
  isKept: boolean;
  /** Name of the body. Older versions did not store it. */
  body?: string | undefined;
}

const encoder = new TextEncoder();
const bytesOf = (value: unknown): Uint8Array<ArrayBuffer> => encoder.encode(JSON.stringify(value));

/** A value, and the version of its record. */
export interface Read<T> {
  value: T;
  version: string;
}

/** The stored records of one job. */
export class Records {
  readonly store: JobStore;
  readonly id: string;

  constructor(store: JobStore, id: string) {
    this.store = store;
    this.id = id;
  }

  key(name: string): string {
    return `jobs/${this.id}/${name}`;
  }

  async plan(): Promise<JobPlan | undefined> {
    return (await this.#read<JobPlan>('plan'))?.value;
  }

  async state(): Promise<Read<StoredState> | undefined> {
    return this.#read<StoredState>('state');
  }

  /** Resolves to the new version, or to `undefined` if another driver wrote first. */
  async putState(state: StoredState, version: string | null): Promise<string | undefined> {
    return this.store.put(this.key('state'), bytesOf(state), { ifVersion: version });
  }

  async putPlan(plan: Omit<JobPlan, 'version'>): Promise<JobPlan> {
    const stored = { ...plan, version: VERSION };
    await this.store.put(this.key('plan'), bytesOf(stored));
    return stored;
  }

  /** `ids` is JSON: an array of texts. */
  async putIds(shard: number, ids: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.store.put(this.key(`ids/${shard}`), await pack(ids));
  }

  async ids(shard: number): Promise<string[]> {
    const key = this.key(`ids/${shard}`);
    const stored = await readValue(this.store, key);
    if (!stored) throw damaged(`There is no value of the key "${key}", which a part of the job needs.`);
    try {
      const ids = JSON.parse(new TextDecoder().decode(await unpack(stored.value))) as (string | null)[];
      return ids.map((id) => id ?? '');
    } catch {
      throw damaged(`The value of the key "${key}" is damaged.`);
    }
  }

  async results(shard: number): Promise<ShardResults | undefined> {
    return (await this.#read<ShardResults>(`results/${shard}`))?.value;
  }

  /** The version to pass to `putResults`. */
  async resultsVersion(shard: number): Promise<string | null> {
    return (await this.store.get(this.key(`results/${shard}`)))?.version ?? null;
  }

  /** Resolves to `false` if another driver wrote after `ifVersion` was read. */
  async putResults(shard: number, results: Omit<ShardResults, 'version'>, ifVersion: string | null): Promise<boolean> {
    const bytes = bytesOf({ ...results, version: VERSION });
    return (await this.store.put(this.key(`results/${shard}`), bytes, { ifVersion })) !== undefined;
  }

  async retries(): Promise<string[]> {
    return (await this.#read<string[]>('retries'))?.value ?? [];
  }

  /** Links a retry, if the job has `before` retries; resolves to `false` if another process linked one meanwhile. */
  async addRetry(id: string, before: number): Promise<boolean> {
    for (;;) {
      const read = await this.#read<string[]>('retries');
      const ids = read?.value ?? [];
      if (ids.length !== before) return ids.includes(id);
      const written = await this.#put('retries', [...ids, id], read);
      if (written) return true;
    }
  }

  async addCommand(command: JobCommand): Promise<void> {
    for (;;) {
      const read = await this.#read<JobCommand[]>('commands');
      if (await this.#put('commands', [...(read?.value ?? []), command], read)) return;
    }
  }

  /** Reads the commands to the driver. The driver applies them, stores the state, and then drops that many. */
  async commands(): Promise<JobCommand[]> {
    return (await this.#read<JobCommand[]>('commands'))?.value ?? [];
  }

  async dropCommands(count: number): Promise<void> {
    for (;;) {
      const read = await this.#read<JobCommand[]>('commands');
      if (!read) return;
      const left = read.value.slice(count);
      if (left.length > 0 ? await this.#put('commands', left, read) : await this.#delete('commands', read)) return;
    }
  }

  async #put(name: string, value: unknown, read: Read<unknown> | undefined): Promise<boolean> {
    const ifVersion = read?.version ?? null;
    return (await this.store.put(this.key(name), bytesOf(value), { ifVersion })) !== undefined;
  }

  async #delete(name: string, { version }: Read<unknown>): Promise<boolean> {
    return this.store.delete(this.key(name), { ifVersion: version });
  }

  async #read<T>(name: string): Promise<Read<T> | undefined> {
    const key = this.key(name);
    const stored = await readValue(this.store, key);
    if (!stored) return undefined;
    let value: (T & { version?: unknown }) | null = null;
    try {
      value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(stored.value));
    } catch {
      // Reported below.
    }
    if (typeof value !== 'object' || value === null) throw damaged(`The value of the key "${key}" is damaged.`);
    if (typeof value.version === 'number' && value.version > VERSION) {
      const found = `version ${value.version}`;
      throw damaged(
        `The value of the key "${key}" was written by a newer message-batches (expected version ${VERSION} or older, found ${found}). Update the package.`,
      );
    }
    return { value, version: stored.version };
  }
}

const MOST_KEY_CHARACTERS = 100;

/** The store key of a `jobKey`. Different job keys have different store keys. */
export function keyOf(jobKey: unknown): string {
  if (typeof jobKey !== 'string') throw wrong('jobKey', 'a string', jobKey);
  if (jobKey === '' || jobKey.length > MOST_KEY_CHARACTERS) {
    throw outOfRange('jobKey', `1 to ${MOST_KEY_CHARACTERS} characters`, String(jobKey.length));
  }
  return `keys/${escaped(jobKey)}`;
}

/** Escapes a text so that it contains only characters of store keys. */
export function escaped(text: string): string {
  const characters = Array.from(encoder.encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[a-zA-Z0-9_-]/.test(character) ? character : `.${byte.toString(16).padStart(2, '0')}`;
  });
  return characters.join('');
}

/** Returns a new unique id. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  const digits = '0123456789abcdefghijklmnopqrstuv';
  return `job_${Array.from(bytes, (byte) => digits[byte & 31]).join('')}`;
}

/** Returns the id of the job with this key. */
export async function idOfKey(store: JobStore, jobKey: string): Promise<string | undefined> {
  const stored = await readValue(store, keyOf(jobKey));
  return stored && new TextDecoder().decode(stored.value);
}

/** Assigns a key to a job; resolves to `false` if another job has it. */
export async function claimKey(store: JobStore, jobKey: string, id: string): Promise<boolean> {
  return (await store.put(keyOf(jobKey), encoder.encode(id), { ifVersion: null })) !== undefined;
}

/** Returns the ids of all jobs of which something is in a store. */
export async function jobIds(store: JobStore): Promise<Set<string>> {
  return new Set((await store.list('jobs/')).map((name) => name.split('/')[1] as string));
}

/** Prefix of the leases of processes that store or remove a job. Reading these keys is enough to find unfinished jobs. */
export const UNFINISHED = 'unfinished/';
export const unfinished = (id: string): string => UNFINISHED + id;

/** The error for a job that is no longer in the store. */
export const removed = (id: string): JobError =>
  new JobError(`Job ${id} was removed from the store, so nothing more happens to it here.`, {
    code: 'job_not_found',
    jobId: id,
  });
