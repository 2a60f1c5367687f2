// The messages between a page and the worker that reads for it.
import type { DownloadOptions, RecordRows, Tally } from '../../wire/types.ts';
import type { WasmModule } from '../runtime/runtime.ts';

/**
 * Marks our messages among others that the worker sends or receives. Its value is the id of the reading. Messages use the worker
 * itself, not a channel (D-219).
 * @internal
 */
export const MARK = 'message-batches';

/**
 * A posted message.
 * @internal
 */
export interface Envelope<Message> {
  readonly [MARK]: string;
  readonly message: Message;
}

/**
 * The first message of a reading.
 * @internal
 */
export interface ReadRequest {
  readonly kind: 'open';
  readonly source: RemoteSource;
  readonly options: Pick<DownloadOptions, 'recordCount' | 'maxLineBytes'>;
  /** Source of the WebAssembly, if it is not next to the script. */
  readonly wasm: string | ArrayBuffer | ArrayBufferView | WasmModule | undefined;
  /** Whether the worker holds a lock with the name of the reading while it exists. */
  readonly hasLock: boolean;
}

/**
 * A `Blob`, which the worker reads itself, or the head of a response whose bytes the page sends.
 * @internal
 */
export type RemoteSource = Blob | { readonly status: number; readonly headers: [name: string, value: string][] };

/** @internal */
export type Work = 'records' | 'tally';

/** @internal */
export type ToWorker =
  | ReadRequest
  | { readonly kind: 'start'; readonly work: Work }
  /** Allows one more item. */
  | { readonly kind: 'next' }
  /** Responses to `read`. The reader rejects chunks that are not bytes. */
  | { readonly kind: 'chunk'; readonly chunk: unknown }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stop' };

/** @internal */
export type FromWorker =
  /** The response to `open`, before anything is loaded. The worker holds its lock from here on. */
  | { readonly kind: 'hello' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'read' }
  | Item
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly error: PackedError };

/**
 * The records of a chunk with its bytes, or the progress of the tally.
 * @internal
 */
export type Item =
  | {
      readonly kind: 'records';
      readonly rows: RecordRows;
      readonly byteOffset: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly tally: Tally | undefined;
    }
  | { readonly kind: 'tally'; readonly tally: Tally; readonly isWhole: boolean };

/**
 * An error as data: cloning an error would lose its class and its fields.
 * @internal
 */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
  readonly cause: unknown;
}

/**
 * Number of items in transit. More would use more memory; with one, page and worker would wait for each other.
 * @internal
 */
export const AHEAD = 2;
