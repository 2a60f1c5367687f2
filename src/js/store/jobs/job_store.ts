/**
 * A value of a `JobStore`, with the version that a conditional `put` or `delete` compares.
 *
 * @example
 * const stored: StoredValue | undefined = await store.get('jobs/summer');
 * console.log(stored?.version);
 */
export interface StoredValue {
  /** A copy: changing it does not change the store. */
  value: Uint8Array<ArrayBuffer>;
  /** Opaque. A version never repeats for a key, even if the key is deleted and created again. */
  version: string;
}

/**
 * The condition of a `put`.
 *
 * @example
 * const options: PutOptions = { ifVersion: null };
 * await store.put('jobs/summer', bytes, options);
 */
export interface PutOptions {
  /** Write only if this version is stored; `null`: only if nothing is stored. Default: always write. */
  ifVersion?: string | null | undefined;
}

/**
 * The condition of a `delete`.
 *
 * @example
 * const options: DeleteOptions = { ifVersion: 'a3f1' };
 * await store.delete('jobs/summer', options);
 */
export interface DeleteOptions {
  /** Delete only if this version is stored. Default: delete any version. */
  ifVersion?: string | undefined;
}

/**
 * The processes, pages or objects that use a store, if they can detect that another has ended.
 *
 * @example
 * const { processes } = fileStore('.jobs/store');
 * console.log(processes?.own, await processes?.hasEnded('host/4026531836/4711'));
 */
export interface StoreProcesses {
  /** The name of this process, to use as the `owner` of a lease. */
  readonly own: string;
  /**
   * Whether the process with this name has certainly ended. `false` if it is running, or if this process cannot find out.
   *
   * @example
   * const { processes } = fileStore('.jobs/store');
   * if (await processes?.hasEnded('host/4026531836/4711')) console.log('nobody works on it');
   */
  hasEnded(name: string): boolean | Promise<boolean>;
}

/**
 * A key-value store for small values, with compare-and-set. Keys are 1 to 512 of the characters `a-z A-Z 0-9 . _ - /`, and
 * their case matters.
 *
 * @example
 * const stored = await store.get('jobs/summer');
 * const version = await store.put('jobs/summer', bytes, { ifVersion: stored?.version ?? null });
 * if (version === undefined) console.log('another process wrote first: read it again');
 */
export interface JobStore {
  /**
   * Resolves to the value and its version, or to `undefined` if nothing is stored under the key.
   *
   * @example
   * const stored = await store.get('jobs/summer');
   */
  get(key: string): Promise<StoredValue | undefined>;
  /**
   * Writes the whole value or nothing; the value is durable once the promise resolves. Resolves to the new version, or to
   * `undefined` if the stored version is not `ifVersion` and nothing was written.
   *
   * @example
   * const version = await store.put('jobs/summer', bytes, { ifVersion: null });
   */
  put(key: string, value: Uint8Array<ArrayBuffer>, options?: PutOptions): Promise<string | undefined>;
  /**
   * Resolves to `true` if it deleted a value, to `false` if nothing or another version is stored.
   *
   * @example
   * const isDeleted = await store.delete('jobs/summer');
   */
  delete(key: string, options?: DeleteOptions): Promise<boolean>;
  /**
   * The keys that start with `prefix` (the empty string: all keys), sorted by code unit.
   *
   * @example
   * for (const key of await store.list('jobs/')) console.log(key);
   */
  list(prefix: string): Promise<string[]>;
  /** With this property, the lease of an ended process is free at once. Default: none; the lease is free when it expires. */
  readonly processes?: StoreProcesses | undefined;
}
