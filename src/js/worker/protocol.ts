// What a page and the worker that reads for it say to each other, over a port of each reading.
import type { DownloadOptions, RecordRows, Tally } from '../../wire/types.ts';
import type { WasmModule } from '../runtime/runtime.ts';

/**
 * The first message to a worker; it brings the port. Others who use the worker have messages of their own.
 * @internal
 */
export interface ReadRequest {
  readonly kind: 'message-batches/read';
  readonly port: MessagePort;
  readonly source: RemoteSource;
  readonly options: Pick<DownloadOptions, 'recordCount' | 'maxLineBytes'>;
  /** Where the WebAssembly is, if that is not beside the script. */
  readonly wasm?: string | ArrayBuffer | ArrayBufferView | WasmModule | undefined;
  /** Name of a lock that the worker holds for as long as it lives. */
  readonly lock?: string | undefined;
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
