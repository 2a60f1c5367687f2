// The page's end of a reading in a worker: starts it, receives its items, and ends it.
import { BatchError } from '../errors.ts';
import { wrong } from '../options.ts';
import { reasonOf } from '../realms.ts';
import { unpack } from './packed_error.ts';
import {
  AHEAD,
  type Envelope,
  type FromWorker,
  type Item,
  MARK,
  type ReadRequest,
  type ToWorker,
  type Work,
} from './protocol.ts';
import type { Source } from './source.ts';

type Found = Exclude<FromWorker, { kind: 'hello' | 'read' | 'error' }>;

/** Options for opening a reading. */
export interface RemoteOptions extends Pick<ReadRequest, 'options' | 'wasm'> {
  source: Source;
  signal: AbortSignal | undefined;
  /** A worker of the caller, who terminates it. */
  worker: Worker | undefined;
}

/** Time that a worker may take to answer: to load its script, or to finish other work. */
const ANSWER_S = 30;

export class Remote {
  readonly #worker: Worker;
  readonly #isOwn: boolean;
  /** Unique among all readings, including those of other copies of the package. */
  readonly #id = `${MARK}/${performance.now()}/${Math.random()}`;
  readonly #source: Source;
  readonly #signal: AbortSignal | undefined;
  #found: Found[] = [];
  #failed: { error: unknown } | undefined;
  readonly #hasLock = globalThis.navigator?.locks !== undefined;
  /** Whether the worker's script runs. */
  #isThere = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  /** Wakes the reader that waits for a message. */
  #onMessage = () => {};
  /** Stops watching for the worker's end. */
  readonly #watch = new AbortController();

  private constructor({ source, signal, worker }: RemoteOptions) {
    this.#worker = worker ?? startWorker();
    this.#isOwn = worker === undefined;
    this.#source = source;
    this.#signal = signal;
    this.#worker.addEventListener('message', this.#onData);
    this.#worker.addEventListener('error', this.#onError);
    signal?.addEventListener('abort', this.#onAbort);
  }

  get isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  /** Resolves when the worker is ready to read. */
  static async open(options: RemoteOptions): Promise<Remote> {
    options.signal?.throwIfAborted();
    const remote = new Remote(options);
    const { source, options: read, wasm } = options;
    try {
      source.open();
      remote.#post({ kind: 'open', source: source.remote, options: read, wasm, hasLock: remote.#hasLock });
      remote.#silence = setTimeout(() => remote.#fail(silent(remote.#isOwn)), ANSWER_S * 1000);
      await remote.#next();
    } catch (error) {
      remote.close(error);
      throw error;
    }
    return remote;
  }

  /** Yields the worker's items. Leaving early ends the reading. */
  async *items(work: Work): AsyncGenerator<Item> {
    try {
      this.#post({ kind: 'start', work });
      for (let count = 0; count < AHEAD; count += 1) this.#post({ kind: 'next' });
      for (;;) {
        const found = await this.#next();
        if (found.kind !== 'records' && found.kind !== 'tally') return;
        this.#post({ kind: 'next' });
        yield found;
      }
    } finally {
      this.close();
    }
  }

  /** Ends the reading. A pending read ends too. */
  close(reason?: unknown): void {
    this.#found = [];
    this.#failed = undefined;
    this.#end(reason);
  }

  #end(reason: unknown): void {
    if (this.#isClosed) return;
    this.#post({ kind: 'stop' });
    this.#isClosed = true;
    clearTimeout(this.#silence);
    this.#watch.abort();
    this.#worker.removeEventListener('message', this.#onData);
    this.#worker.removeEventListener('error', this.#onError);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    if (this.#isOwn) this.#worker.terminate();
    this.#source.cancel(reason);
    this.#onMessage();
  }

  async #next(): Promise<Found> {
    for (;;) {
      this.#signal?.throwIfAborted();
      // Items that arrived before an error are yielded first.
      const found = this.#found.shift();
      if (found) return found;
      if (this.#failed) throw this.#failed.error;
      if (this.#isClosed) return { kind: 'done' };
      await new Promise<void>((resolve) => {
        this.#onMessage = resolve;
      });
    }
  }

  #take(message: FromWorker): void {
    switch (message.kind) {
      case 'hello':
        this.#isThere = true;
        clearTimeout(this.#silence);
        if (this.#hasLock) this.#watchOver();
        return;
      case 'read':
        void this.#answer();
        return;
      case 'error':
        this.#fail(unpack(message.error, this.#source.failure?.cause));
        return;
      default:
        this.#found.push(message);
        this.#onMessage();
    }
  }

  async #answer(): Promise<void> {
    this.#post(...(await this.#source.answer()));
  }

  #post(message: ToWorker, transfer: Transferable[] = []): void {
    const envelope: Envelope<ToWorker> = { [MARK]: this.#id, message };
    if (!this.#isClosed) this.#worker.postMessage(envelope, transfer);
  }

  #fail(error: unknown): void {
    this.#failed ??= { error };
    this.#end(error);
  }

  /** Detects the end of the worker: it holds a lock while it exists, so acquiring the lock means that it has ended. */
  #watchOver(): void {
    const { signal } = this.#watch;
    navigator.locks.request(this.#id, { signal }, () => this.#fail(workerFailed())).catch(() => {});
  }

  readonly #onData = ({ data }: MessageEvent) => {
    if (data?.[MARK] === this.#id) this.#take((data as Envelope<FromWorker>).message);
  };

  readonly #onAbort = () => this.#fail(this.#signal?.reason);

  readonly #onError = (event: ErrorEvent) => {
    // Other errors of a caller's worker do not concern this reading.
    if (this.#isThere && !this.#isOwn) return;
    event.preventDefault();
    this.#fail(
      this.#isThere ? workerFailed(event.message) : loadFailed(event.message || 'the browser does not say why'),
    );
  };
}

function startWorker(): Worker {
  if (typeof Worker !== 'function') {
    throw wrong('worker', 'a runtime with Web Workers', undefined, 'one without: use readResults here');
  }
  try {
    // Bundlers find the script by exactly this expression.
    return new Worker(new URL('./results-worker.js', import.meta.url), { type: 'module' });
  } catch (cause) {
    throw loadFailed(reasonOf(cause), cause);
  }
}

const loadFailed = (why: string, cause?: unknown): BatchError =>
  new BatchError(
    `The script of the worker that reads results could not be loaded (${why}). If your bundler does not copy it, put node_modules/message-batches/dist/results-worker.js beside your scripts, or pass a worker that imports message-batches/results-worker: { worker }.`,
    { code: 'load_failed', cause },
  );

const workerFailed = (why?: string): BatchError =>
  new BatchError(
    `The worker that reads the results ended before it had read all of them${why ? ` (${why})` : ''}. It ran out of memory, or was terminated. Read the results again from their start.`,
    { code: 'worker_failed' },
  );

const silent = (isOwn: boolean): BatchError =>
  new BatchError(
    isOwn
      ? `The worker that reads the results did not start within ${ANSWER_S} seconds. Its script loads slowly, or the browser ended it, for example for lack of memory. Read the results again, or read them in the page with readResults.`
      : `worker: the worker did not answer within ${ANSWER_S} seconds. It was terminated, is busy, or its script does not import message-batches/results-worker. Pass a worker that imports it, or leave out the option worker.`,
    { code: 'worker_failed' },
  );
