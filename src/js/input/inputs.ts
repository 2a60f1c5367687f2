// The types of everything that requests can come from.
import type { InputRequest } from '../../wire/types.ts';
import type { ReadableBytes } from './bytes.ts';

/**
 * Requests as objects, or as text: JSONL with one request per line, or a create body. All are read as streams.
 *
 * Input that can be read again is checked completely before anything is sent, and is not buffered in memory: text, bytes, a
 * `Blob`, an array, a `Set`, a function that returns any of these or a stream, a `ByteSource`, and requests of `fromRows` whose
 * rows can be read again. Other iterables and streams are read once; large bodies made from them are stored in a `Blob`.
 *
 * @example
 * const again: BatchInput = async () => (await fetch('https://example.com/requests.jsonl')).body ?? '';
 * const report = await validate(again);
 */
export type BatchInput = OnceInput | ByteSource | (() => OnceInput | Promise<OnceInput>);

/**
 * Input for one reading.
 *
 * @example
 * const jsonl: OnceInput = '{"custom_id":"a","params":{}}\n';
 * const report = await validate(jsonl);
 */
export type OnceInput =
  | InputRequest[]
  | Iterable<InputRequest>
  | AsyncIterable<InputRequest>
  | RequestLines
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>;

/**
 * Requests that are JSONL already, such as those of `fromRows`.
 *
 * @example
 * const lines: RequestLines = { jsonl: () => input.stream(), reiterable: true };
 * const batch = await client.create(lines);
 */
export interface RequestLines {
  /**
   * Returns the lines as bytes, in chunks cut anywhere.
   *
   * @example
   * for await (const bytes of fromRows(rows, template).jsonl()) console.log(bytes.length);
   */
  jsonl(): AsyncIterable<Uint8Array>;
  /** Whether `jsonl` can be called again and then returns the same bytes. Default: false. */
  readonly reiterable?: boolean;
}

/**
 * Bytes that can be read from any offset, any number of times: an object in a bucket, a file.
 *
 * @example
 * const source: ByteSource = { open: (byteOffset) => input.slice(byteOffset).stream(), size: input.size };
 * const batch = await client.create(source);
 */
export interface ByteSource {
  /**
   * Returns the bytes from this offset on.
   *
   * @example
   * const source: ByteSource = { open: (byteOffset) => input.slice(byteOffset).stream() };
   * const rest = await source.open(1_000_000);
   */
  open(byteOffset: number): ReadableBytes | Promise<ReadableBytes>;
  /** Size in bytes, for `onProgress`. Default: unknown. */
  readonly size?: number | undefined;
}

/**
 * The body of a create call, as the official SDK accepts it.
 *
 * @example
 * const body: CreateBody = { requests };
 * const batch = await client.create(body);
 */
export interface CreateBody {
  requests: InputRequest[] | Iterable<InputRequest> | AsyncIterable<InputRequest>;
}

/**
 * Requests as text or bytes.
 *
 * @example
 * const jsonl: InputBytes = await openAsBlob('requests.jsonl');
 * const batch = await client.create(jsonl);
 */
export type InputBytes = string | Uint8Array | Blob | ReadableStream<Uint8Array>;

/**
 * Lines of another vendor's batch file: as text or bytes, or an iterable of objects, each of which is the JSON of one line.
 *
 * @example
 * const lines: BatchLines = [{ custom_id: 'a', url: '/v1/chat/completions', body: { messages: [] } }];
 * const requests = fromOpenAI(lines, { model: 'claude-haiku-4-5' });
 */
export type BatchLines = InputBytes | Iterable<object> | AsyncIterable<object>;

/**
 * Requests as objects. The array and the create body come first: the compiler compares a wrong argument with these.
 *
 * @example
 * const objects: InputObjects = new Set(requests);
 * const batch = await client.create(objects);
 */
export type InputObjects = InputRequest[] | CreateBody | Iterable<InputRequest> | AsyncIterable<InputRequest>;

/**
 * Progress of a check.
 *
 * @example
 * const show = ({ bytes, totalBytes }: Progress) => console.log(bytes, 'of', totalBytes ?? 'unknown');
 * const report = await validate(input, { onProgress: show });
 */
export interface Progress {
  /** Bytes of the input that were read; characters if it is text or objects. */
  bytes: number;
  /** Size of the input in the same unit; absent if unknown. */
  totalBytes?: number;
  /** Requests that were read. */
  requests: number;
  /** Errors found in them; absent if requests are not checked. */
  errors?: number;
}
