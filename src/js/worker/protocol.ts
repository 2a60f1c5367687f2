// What a page and the worker that reads for it say to each other.
import type { DownloadOptions, RecordRows, Tally } from '../../wire/types.ts';
import type { WasmModule } from '../runtime/runtime.ts';

/**
 * Marks our messages among those that others send to the worker, or get from it; its value is the reading. Messages go over
 * the worker itself (D-219).
 * @internal
 */
export const MARK = 'message-batches';

/**
 * What is posted.
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
  /** Where the WebAssembly is, if that is not beside the script. */
  readonly wasm: string | ArrayBuffer | ArrayBufferView | WasmModule | undefined;
  /** Whether the worker holds a lock for as long as it lives, with the name of the reading. */
  readonly hasLock: boolean;
}

/**
 * A `Blob`, which the worker reads by itself, or the head of a response whose bytes the page hands over.
 * @internal
 */
export type RemoteSource = Blob | { readonly status: number; readonly headers: [name: string, value: string][] };

/** @internal */
export type Work = 'records' | 'tally';

/** @internal */
export type ToWorker =
  | ReadRequest
  | { readonly kind: 'start'; readonly work: Work }
  /** One more item may be sent. */
  | { readonly kind: 'next' }
  /** Answers to `read`. What a stream has that is no bytes is for the reader to refuse. */
  | { readonly kind: 'chunk'; readonly chunk: unknown }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stop' };

/** @internal */
export type FromWorker =
  /** The answer to `open`, before anything is loaded. The worker holds its lock. */
  | { readonly kind: 'hello' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'read' }
  | Item
  | { readonly kind: 'done' }
  | { readonly kind: 'error'; readonly error: PackedError };

/**
 * The records of a chunk with its bytes, or how far the tally is.
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
 * An error as data: a clone of it would lose its class and its fields.
 * @internal
 */
export interface PackedError {
  readonly name: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
  readonly cause: unknown;
}

/**
 * Items on their way at once. More would hold more in memory; with one, page and worker would wait for each other.
 * @internal
 */
export const AHEAD = 2;
