import type { TokenCount } from '../wire/estimate.ts';
import { LIST } from '../wire/list_params.ts';
import type {
  CallOptions,
  CreatedSearch,
  DeletedMessageBatch,
  InputParams,
  Intent,
  ListParams,
  MessageBatch,
  PollOptions,
} from '../wire/types.ts';
import { abortable, leaving } from './abort.ts';
import {
  type ClientOptions,
  type CreateOptions,
  checkClient,
  type ResultsOptions,
  type WaitOptions,
} from './client_options.ts';
import { Connection } from './connection.ts';
import { BatchError } from './errors.ts';
import type { BatchInput, ByteSource, CreateBody, InputBytes, InputObjects, RequestLines } from './input/source.ts';
import type { Job } from './jobs/job.ts';
import type { ResumeOptions, SubmitOptions } from './jobs/options.ts';
import { check, isSignal, type Names, notify, POLL, wrong } from './options.ts';
import { type BatchList, list } from './pages.ts';
import { requests } from './requests/load.ts';
import type { Shard } from './requests/shard.ts';
import { Opening, type OpeningResults } from './results/opening.ts';
import type { AnswerSchema, ParsedRecord } from './results/structured.ts';
import { calls, results as reader } from './runtime/modules.ts';
import { part } from './runtime/part.ts';
import { allowListeners, isPage } from './runtime/runtime.ts';
import { type Look, loopedOnce, watch } from './waits.ts';

const KEY_IN_PAGE =
  'An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. Point { baseURL } at a relay that holds the key and pass no key, or pass { dangerouslyAllowBrowser: true } if you know that this is safe here.';

/** The signal in options that were not checked yet. */
const signalIn = (options?: CallOptions) => (isSignal(options?.signal) ? options.signal : undefined);

/**
 * A client of the Message Batches API, or of a relay in front of it. It holds no connection, so you can make any number of
 * clients.
 *
 * @example
 * const client = new BatchClient({ apiKey: process.env.ANTHROPIC_API_KEY });
 * const batch = await client.create(requests);
 * await client.poll(batch.id);
 * for await (const record of client.results(batch.id)) console.log(record.custom_id, record.text);
 */
export class BatchClient {
  readonly #connection: Connection;

  /**
   * Makes a client. It copies the options and the environment, so later changes have no effect. You can call its methods
   * without it, as in `const { list } = client`.
   *
   * @throws TypeError or RangeError for an unknown option or a wrong value. The contents of `baseURL`, `headers` and `betas`
   *   are checked at the first call.
   * @throws BatchError with code `api_key_in_page` if a key would be used in a web page.
   *
   * @example
   * const client = new BatchClient({ baseURL: 'https://relay.example' });
   */
  constructor(options: ClientOptions = {}) {
    checkClient(options);
    this.#connection = new Connection(options);
    bind(this);
    // With a baseURL the core decides, at the first call: it knows which origin is the API's own.
    if (isPage() && !options.baseURL && !options.dangerouslyAllowBrowser) {
      throw new BatchError(KEY_IN_PAGE, { code: 'api_key_in_page' });
    }
  }

  /**
   * The shape of the official SDK, so that you only change the import: `client.messages.batches.create(…)`.
   *
   * @example
   * const { batches } = client.messages;
   * const batch = await batches.create({ requests });
   */
  get messages(): { readonly batches: BatchClient } {
    return { batches: this };
  }

  /**
   * Creates a batch. The requests are checked first, except for a shard, which `plan` has checked. A create whose outcome is
   * unknown is never sent again: `outcome` and `intent` of the error say how to proceed. An abort rejects with your own reason;
   * the event of `onCall` then has both.
   *
   * @throws ValidationError if the API would refuse a request. Nothing was sent.
   * @throws ApiError if the API answers with an error.
   * @throws ConnectionError if there is no response.
   *
   * @example
   * const batch = await client.create(requests);
   * console.log(batch.id, batch.request_counts.processing);
   */
  create(input: BatchInput | CreateBody | Shard, options?: CreateOptions): Promise<MessageBatch>;
  create(input: InputBytes, options?: CreateOptions): Promise<MessageBatch>;
  create(input: RequestLines | ByteSource | Shard, options?: CreateOptions): Promise<MessageBatch>;
  create(input: InputObjects, options?: CreateOptions): Promise<MessageBatch>;
  async create(input: BatchInput | CreateBody | Shard, options: CreateOptions = {}): Promise<MessageBatch> {
    // Both modules load side by side; whichever fails, the check comes first.
    calls.instance().catch(() => {});
    const { create } = await requests();
    return create(this.#connection, input as BatchInput | Shard, options);
  }

  /**
   * Finds out whether a create with an unknown outcome was stored. `intent` is a property of its error. Through a relay or an
   * emulator that remembers idempotency keys, the answer is certain. Otherwise the answer lists batches of that time and size.
   * A certain "none" is final: if the create arrives later, it is not performed, so a new create makes one batch.
   *
   * @example
   * if (BatchError.isInstance(error) && error.intent) {
   *   const { proven, batch } = await client.findCreated(error.intent);
   *   if (proven && !batch) await client.create(requests);
   * }
   */
  async findCreated(intent: Intent, options: CallOptions = {}): Promise<CreatedSearch> {
    return this.#connection.run('findCreated', intent, options);
  }

  /**
   * Returns a batch.
   *
   * @throws ApiError with code `not_found` if there is no such batch.
   *
   * @example
   * const { processing_status, request_counts } = await client.retrieve(id);
   */
  async retrieve(id: string, options: CallOptions = {}): Promise<MessageBatch> {
    return this.#connection.run('retrieve', id, options);
  }

  /**
   * Lists batches, newest first. Await it for one page, or iterate over the batches of all pages.
   *
   * @example
   * for await (const batch of client.list({ limit: 100 })) console.log(batch.id, batch.processing_status);
   * const firstPage = await client.list();
   */
  list(params?: ListParams, options: CallOptions = {}): BatchList {
    return list(async (page) => {
      check(page ?? {}, LIST);
      return this.#connection.run('list', page, options);
    }, params);
  }

  /**
   * Cancels the batch. Requests that have not started will not run; those in progress may still finish.
   *
   * @example
   * await client.cancel(id);
   * const ended = await client.poll(id);
   */
  async cancel(id: string, options: CallOptions = {}): Promise<MessageBatch> {
    return this.#connection.run('cancel', id, options);
  }

  /**
   * Deletes an ended batch and its results.
   *
   * @throws ApiError if the batch has not ended.
   *
   * @example
   * await client.delete(id);
   */
  async delete(id: string, options: CallOptions = {}): Promise<DeletedMessageBatch> {
    return this.#connection.run('delete', id, options);
  }

  /**
   * Returns the results of an ended batch. Iterate over the records, or await the results for other ways of reading. Either
   * starts the download. With a `schema`, each complete answer is parsed as JSON and validated: see `parsed` of the records.
   *
   * @throws ResultsUnavailableError if the batch has not ended, or if its results are archived or deleted.
   * @throws ConnectionError with a `position` to continue from, if the connection drops more often than `maxDrops`.
   *
   * @example
   * for await (const record of client.results(id)) {
   *   if (record.outcome === 'done') console.log(record.custom_id, record.text);
   * }
   * const { cost } = await (await client.results(id)).tally();
   */
  results<T>(id: string, options: ResultsOptions & { schema: AnswerSchema<T> }): OpeningResults<ParsedRecord<T>>;
  results(id: string, options?: ResultsOptions): OpeningResults;
  results(id: string, options?: ResultsOptions & { schema?: AnswerSchema<unknown> }): OpeningResults {
    return new Opening(async () => {
      for (const module of [calls, reader]) module.instance().catch(() => {});
      const opening = part(() => import('./results/open.ts'));
      const signal = signalIn(options);
      allowListeners(signal);
      const { openResults } = await abortable(opening, signal);
      return openResults(this.#connection, id, options);
    });
  }

  /**
   * Submits any number of requests as a job of many batches, and resolves once the job is stored. The job is then driven in the
   * background: it creates the batches, polls them, and collects their results. With a `store`, another process can continue it
   * with `resume`.
   *
   * @throws ValidationError if the API would refuse a request. Nothing was sent.
   * @throws JobError if a job with the same `jobKey` has different input, or if a cap is exceeded. Nothing was sent.
   *
   * @example
   * const job = await client.submit(requests, { store: fileStore('.jobs/store'), jobKey: 'summer' });
   * await job.wait();
   */
  async submit(input: BatchInput | CreateBody, options: SubmitOptions = {}): Promise<Job> {
    const { submit } = await part(() => import('./jobs/index.ts'));
    return submit(this.#connection, this, input, options);
  }

  /**
   * Continues a stored job by its id or `jobKey`. It also continues a paused job.
   *
   * @throws JobError with code `job_not_found` if the job is not in the store, or `input_changed` if `input` differs from the
   * input of the job.
   *
   * @example
   * const job = await client.resume({ jobKey: 'summer' }, { store: fileStore('.jobs/store') });
   * await job.wait();
   */
  async resume(job: string | { jobKey: string }, options: ResumeOptions): Promise<Job> {
    const { resume } = await part(() => import('./jobs/index.ts'));
    return resume(this.#connection, this, job, options);
  }

  /**
   * Returns the number of input tokens of a request, counted by the API. Fields of `params` that do not affect the count are
   * left out.
   *
   * @example
   * const params = { model: 'claude-haiku-4-5', max_tokens: 300, messages: turns('Why is the sky blue?') };
   * const { input_tokens } = await client.countTokens(params);
   */
  async countTokens(params: InputParams, options: CallOptions = {}): Promise<TokenCount> {
    const expected = 'the params of a request';
    if (typeof params !== 'object' || params === null) throw wrong('params', expected, params);
    if ('params' in params) throw wrong('params', expected, params, 'a whole request. Pass request.params');
    const text = JSON.stringify(params) ?? 'null';
    return this.#connection.run('countTokens', text, options);
  }

  /**
   * Waits until a batch has ended and returns it. Temporary failures are retried until `timeoutMs`.
   *
   * @throws PollTimeoutError if `timeoutMs` passes first. The batch continues.
   *
   * @example
   * const ended = await client.poll(id, { onProgress: (batch) => console.log(batch.request_counts) });
   */
  async poll(id: string, options: WaitOptions = {}): Promise<MessageBatch> {
    check(options, { ...POLL, onProgress: true } satisfies Names<WaitOptions>);
    const { onProgress, ...rest } = options;
    let last: MessageBatch | undefined;
    for await (const batch of this.watch(id, rest)) {
      last = batch;
      notify(onProgress, batch);
    }
    // watch() yields at least one batch or throws.
    return last as MessageBatch;
  }

  /**
   * Polls a batch and yields it after each poll, the last time when it has ended. Temporary failures are retried until
   * `timeoutMs`.
   *
   * @throws PollTimeoutError if `timeoutMs` passes first. The batch continues.
   *
   * @example
   * for await (const { request_counts } of client.watch(id)) console.log(request_counts.succeeded);
   */
  watch(id: string, options: PollOptions = {}): AsyncGenerator<MessageBatch> {
    const look: Look = (polling, options) => this.#connection.run('poll', { id, polling }, options, POLL);
    const stop = new AbortController();
    // Leaving the loop ends a wait immediately, not after its interval.
    return loopedOnce(leaving(watch(look, options, stop), () => stop.abort(stop)));
  }
}

/**
 * Makes the methods callable without their client. Not a part of the class, because esbuild renames a class that refers to
 * itself.
 */
function bind(client: BatchClient): void {
  for (const name of Object.getOwnPropertyNames(BatchClient.prototype)) {
    const method: unknown = Reflect.get(client, name);
    if (typeof method !== 'function' || name === 'constructor') continue;
    Object.defineProperty(client, name, { value: method.bind(client), writable: true, configurable: true });
  }
}
