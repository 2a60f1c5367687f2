// The script of a worker that reads results for a page. The page sends the bytes, and makes the records from the positions that
// the worker finds, because records cannot be cloned.
import type { RecordRows, Tally } from '../../wire/types.ts';
import { Bookmark } from '../results/bookmark.ts';
import { Downloading } from '../results/download.ts';
import { recordSink } from '../results/record_sink.ts';
import { type Results, results } from '../runtime/modules.ts';
import { HandedBytes } from './handed_bytes.ts';
import { pack } from './packed_error.ts';
import {
  type Envelope,
  type FromWorker,
  type Item,
  MARK,
  type ReadRequest,
  type ToWorker,
  type Work,
} from './protocol.ts';

const readings = new Map<string, Reading>();

globalThis.addEventListener('message', (event: MessageEvent) => {
  const id: unknown = event.data?.[MARK];
  if (typeof id !== 'string') return;
  // Other listeners in a caller's worker must not receive the message.
  event.stopImmediatePropagation();
  const { message } = event.data as Envelope<ToWorker>;
  if (message.kind !== 'open') return readings.get(id)?.take(message);
  const reading = new Reading(id, message);
  readings.set(id, reading);
  reading.open();
});

/** One reading. A worker may run several at once. */
class Reading {
  readonly #id: string;
  readonly #request: ReadRequest;
  readonly #bytes: HandedBytes;
  #core: Results | undefined;
  #downloading: Downloading | undefined;
  /** Number of items that the page accepts now. */
  #wanted = 0;
  #onWanted = () => {};
  #isStopped = false;
  #onStop = () => {};

  constructor(id: string, request: ReadRequest) {
    this.#id = id;
    this.#request = request;
    this.#bytes = new HandedBytes(() => this.#post({ kind: 'read' }));
  }

  open(): void {
    const begin = () => {
      this.#post({ kind: 'hello' });
      return this.#try(() => this.#load());
    };
    if (!this.#request.hasLock) return void begin();
    const stopped = new Promise<void>((resolve) => {
      this.#onStop = resolve;
    });
    // Held while this thread exists, so that the page can detect the end of the worker. There is no event for it.
    navigator.locks.request(this.#id, () => {
      void begin();
      return stopped;
    });
  }

  take(message: Exclude<ToWorker, ReadRequest>): void {
    switch (message.kind) {
      case 'start':
        this.#try(() => this.#read(message.work));
        break;
      case 'next':
        this.#wanted += 1;
        this.#onWanted();
        break;
      case 'stop':
        this.#isStopped = true;
        this.#downloading?.stop();
        this.#onWanted();
        this.#onStop();
        readings.delete(this.#id);
        break;
      default:
        this.#bytes.take(message);
    }
  }

  async #load(): Promise<void> {
    const { options, wasm } = this.#request;
    if (wasm !== undefined) results.use(wasm);
    const core = await results.instance();
    core.sync((glue) => glue.askFor(options));
    this.#core = core;
    this.#post({ kind: 'ready' });
  }

  async #read(work: Work): Promise<void> {
    const core = this.#core as Results;
    const bookmark = new Bookmark(core, { canReopen: false });
    const options = { ...this.#request.options, areKept: true };
    const downloading = new Downloading(core, this.#response(), undefined, options, bookmark);
    this.#downloading = downloading;
    try {
      await (work === 'tally' ? this.#count(downloading, bookmark) : this.#find(core, downloading, bookmark));
    } catch (error) {
      // The page's tally is older than its records.
      const { tally } = bookmark;
      if (tally) this.#send({ kind: 'tally', tally, isWhole: false });
      throw error;
    }
    this.#post({ kind: 'done' });
  }

  async #find(core: Results, downloading: Downloading, bookmark: Bookmark): Promise<void> {
    let due = 0;
    // A tally per chunk would take as long as reading the chunk.
    const tally = () => {
      if (Date.now() < due) return undefined;
      due = Date.now() + TALLY_MS;
      return bookmark.tally;
    };
    const sink = recordSink<Item>(core, { byteOffset: 0, areKept: true }, (rows, byteOffset, bytes) => ({
      kind: 'records',
      rows: copied(rows),
      byteOffset,
      bytes: bytes() as Uint8Array<ArrayBuffer>,
      tally: tally(),
    }));
    for await (const item of downloading.read(sink)) {
      while (this.#wanted === 0 && !this.#isStopped) await this.#isWanted();
      if (this.#isStopped) return;
      this.#send(item);
    }
    this.#send({ kind: 'tally', tally: bookmark.tally as Tally, isWhole: true });
  }

  async #count(downloading: Downloading, bookmark: Bookmark): Promise<void> {
    const outputs = downloading.read<Tally | true, Tally | true>({
      reader: (glue) => glue.Reader.ofTally(false),
      item: (output) => output,
    });
    for await (const output of outputs) {
      // Omits the tally if the page has not taken the last one yet.
      const tally = output === true ? this.#wanted > 0 && bookmark.tally : output;
      if (tally) this.#send({ kind: 'tally', tally, isWhole: output !== true });
    }
  }

  #isWanted(): Promise<void> {
    return new Promise((resolve) => {
      this.#onWanted = resolve;
    });
  }

  #response(): Response {
    const { source } = this.#request;
    if (source instanceof Blob) return new Response(source);
    const { status, headers } = source;
    // A `Response` with this status and a body cannot always be constructed.
    return { status, headers: new Headers(headers), body: this.#bytes.stream() } as Partial<Response> as Response;
  }

  #send(item: Item): void {
    this.#wanted -= 1;
    this.#post(item, item.kind === 'records' ? buffersOf([item.bytes, ...item.rows]) : []);
  }

  #post(message: FromWorker, transfer: Transferable[] = []): void {
    const envelope: Envelope<FromWorker> = { [MARK]: this.#id, message };
    if (!this.#isStopped) globalThis.postMessage(envelope, { transfer });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#post({ kind: 'error', error: pack(error) });
    }
  }
}

/** Interval at which a page that reads records receives their tally. */
const TALLY_MS = 100;

/** Index of the strings in the core's memory. */
const IN_CORE = 4;

function copied(rows: RecordRows): RecordRows {
  rows[IN_CORE] = new Uint8Array(rows[IN_CORE]);
  return rows;
}

const buffersOf = (values: readonly unknown[]): ArrayBuffer[] => [
  ...new Set(values.flatMap((value) => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []))),
];
