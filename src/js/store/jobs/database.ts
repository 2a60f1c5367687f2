// A connection to an IndexedDB database. It may be closed at any time: by a newer version of the database in another tab, or
// because the user clears the site's data.
import { unavailable } from '../error.ts';

/** The object stores of a transaction. */
interface Stores {
  values: IDBObjectStore;
  versions: IDBObjectStore;
}

const NAMES = ['values', 'versions'];
const LAYOUT = 1;

/** @internal */
export class Database {
  readonly #name: string;
  #connection: Promise<IDBDatabase> | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  /** Returns the results of several requests from one snapshot. */
  async read(requests: (stores: Stores) => IDBRequest[]): Promise<unknown[]> {
    const transaction = await this.#begin('readonly');
    const made = requests(storesOf(transaction));
    await completion(transaction);
    return made.map(({ result }) => result);
  }

  /** Passes the stored version of `key` to `decide`, which writes, or returns `false`. Resolves once the data is on disk. */
  async write(key: string, decide: (stored: string | undefined, stores: Stores) => boolean): Promise<boolean> {
    const transaction = await this.#begin('readwrite');
    const stores = storesOf(transaction);
    const request: IDBRequest<string | undefined> = stores.versions.get(key);
    let isWritten = false;
    request.onsuccess = () => {
      isWritten = decide(request.result, stores);
    };
    await completion(transaction);
    return isWritten;
  }

  async #begin(mode: IDBTransactionMode): Promise<IDBTransaction> {
    const begin = (database: IDBDatabase) => database.transaction(NAMES, mode, { durability: 'strict' });
    try {
      return begin(await this.#open());
    } catch (error) {
      // The connection was closed meanwhile. Nothing was written, so a retry with a new connection is safe.
      if ((error as Error | undefined)?.name !== 'InvalidStateError') throw error;
      this.#connection = undefined;
      return begin(await this.#open());
    }
  }

  #open(): Promise<IDBDatabase> {
    if (this.#connection) return this.#connection;
    const opening = open(this.#name, () => this.#forget(opening));
    this.#connection = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(connection: Promise<IDBDatabase>): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}

function open(name: string, onClosed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (typeof indexedDB === 'undefined') throw unavailable('indexedDbStore: this runtime has no IndexedDB');
    const request = indexedDB.open(name, LAYOUT);
    let isBlocked = false;
    request.onupgradeneeded = () => {
      for (const store of NAMES) request.result.createObjectStore(store);
    };
    request.onblocked = () => {
      isBlocked = true;
      const reason =
        'a tab that holds an older version of it open does not close it. Close the other tabs of this site.';
      reject(unavailable(`The IndexedDB database "${name}" cannot be opened: ${reason}`));
    };
    request.onerror = () => reject(openingError(name, request.error));
    request.onsuccess = () => {
      const database = request.result;
      if (isBlocked) return database.close();
      // Another tab upgrades or deletes the database, and waits until every connection is closed.
      database.onversionchange = () => {
        onClosed();
        database.close();
      };
      database.onclose = onClosed;
      resolve(database);
    };
  });
}

function openingError(name: string, error: DOMException | null): unknown {
  if (error?.name !== 'VersionError') return error;
  const reason =
    'a newer release of message-batches, or another program, made it. Update this page, or pass another name.';
  return unavailable(`The IndexedDB database "${name}" cannot be opened: ${reason}`, error);
}

function storesOf(transaction: IDBTransaction): Stores {
  return { values: transaction.objectStore('values'), versions: transaction.objectStore('versions') };
}

/** Resolves when the transaction is committed. Errors of IndexedDB, such as a full disk, are not wrapped. */
function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError'));
  });
}
