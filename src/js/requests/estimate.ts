import type { CostEstimate, TokenCount } from '../../wire/estimate.ts';
import type { CallOptions, InputParams } from '../../wire/types.ts';
import { abortable } from '../abort.ts';
import { type BatchInput, type CreateBody, feed, type Progress, sourceUnlessAborted } from '../input/source.ts';
import { check, type Names, wrong } from '../options.ts';
import { checks } from '../runtime/modules.ts';

/**
 * A client that counts tokens: a `BatchClient`, or the official SDK's `client.messages`.
 *
 * @example
 * const counter: TokenCounter = client;
 * const exact = await estimate(requests, { exact: { client: counter } });
 */
export interface TokenCounter {
  /**
   * Returns the number of input tokens of a request.
   *
   * @example
   * const [first] = requests;
   * if (first) console.log((await client.countTokens(first.params)).input_tokens);
   */
  countTokens(params: InputParams, options?: CallOptions): PromiseLike<TokenCount>;
}

/**
 * Options of `estimate`.
 *
 * @example
 * const options: EstimateOptions = { exact: { client, sample: 50 } };
 * const { input_tokens } = await estimate(requests, options);
 */
export interface EstimateOptions {
  /**
   * Lets the API count the tokens of some requests, and scales the estimate accordingly. Makes one call per request, which is
   * free. Default: no calls.
   */
  exact?:
    | {
        client: TokenCounter;
        /** Number of requests to count, chosen at random, at most 1000. Default: 20. */
        sample?: number | undefined;
      }
    | undefined;
  /** Encoding of input that is bytes: any label of `TextDecoder`. Default: UTF-8, or UTF-16 with a byte order mark. */
  encoding?: string | undefined;
  /** Cancels the estimate, which then rejects with `signal.reason`. Default: none. */
  signal?: AbortSignal | undefined;
  /** Called after each chunk of the input. Exceptions and rejections are ignored. Default: not called. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Number of simultaneous calls. */
const PARALLEL_CALLS = 4;

/** Implements `estimate` of the package. */
export async function estimate(input: BatchInput | CreateBody, options: EstimateOptions = {}): Promise<CostEstimate> {
  check(options, { exact: true, encoding: true, signal: true, onProgress: true } satisfies Names<EstimateOptions>);
  const { exact, encoding, signal, onProgress } = options;
  if (exact) check(exact, { client: true, sample: true }, 'exact');
  if (exact !== undefined && typeof exact?.client?.countTokens !== 'function') {
    throw wrong('exact.client', 'a client with countTokens', exact?.client);
  }
  const from = await sourceUnlessAborted(input, encoding, signal);
  const loaded = await checks.instance();
  const estimator = loaded.sync((glue) => new glue.Estimator({ form: from.form, ...(exact ? { exact } : {}) }));
  try {
    for await (const _ of feed(loaded, estimator, from, { signal, onProgress }));
    const samples = loaded.sync(() => estimator.end());
    if (exact) {
      await inParallel(samples, signal, async (params, index, signal) => {
        const counting = Promise.resolve(exact.client.countTokens(JSON.parse(params), { signal }));
        const count = await abortable(counting, signal);
        loaded.sync(() => estimator.counted(index, count));
      });
    }
    return loaded.sync(() => estimator.report());
  } finally {
    loaded.release(estimator);
  }
}

/**
 * Runs a few at a time. The first failure, or an abort, aborts the others, and is thrown once all of them have ended: what they use
 * may then be freed.
 */
async function inParallel<T>(
  items: T[],
  signal: AbortSignal | undefined,
  work: (item: T, index: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal?.reason);
  const worker = async () => {
    for (const [index, item] of queue) {
      if (stop.signal.aborted) return;
      await work(item, index, stop.signal).catch((error: unknown) => stop.abort(error));
    }
  };
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  try {
    await Promise.all(Array.from({ length: PARALLEL_CALLS }, worker));
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  stop.signal.throwIfAborted();
}
