import type { TokenCount } from '../wire/estimate.ts';
import { LIST } from '../wire/list_params.ts';
import type {
  CallOptions,
  CoreSettings,
  CreatedSearch,
  DeletedMessageBatch,
  Intent,
  ListParams,
  MessageBatch,
  MessageParams,
  PollOptions,
} from '../wire/types.ts';
import { abortable } from './abort.ts';
import type { ClientOptions, CreateOptions, ResultsOptions, WaitOptions } from './client_options.ts';
import { Connection } from './connection.ts';
import { BatchError, PollTimeoutError } from './errors.ts';
import type {
  BatchInput,
  BetaRequests,
  ByteSource,
  CreateBody,
  InputBytes,
  InputObjects,
  RequestLines,
} from './input/source.ts';
import type { Job } from './jobs/job.ts';
import type { ResumeOptions, SubmitOptions } from './jobs/options.ts';
import { CALL, check, DOWNLOAD, type Names, POLL, RULES } from './options.ts';
import { type BatchList, list } from './pages.ts';
import { requests } from './requests/load.ts';
import type { Shard } from './requests/shard.ts';
import type { Reopen } from './results/download.ts';
import { Opening, type OpeningResults } from './results/opening.ts';
import type { BatchResults } from './results/results.ts';
import type { AnswerSchema, ParsedRecord } from './results/structured.ts';
import { type Calls, calls, results as reader } from './runtime/modules.ts';
import { part } from './runtime/part.ts';
import { isPage } from './runtime/runtime.ts';

const CLIENT: Names<ClientOptions> = {
  apiKey: true,
  auth: true,
  baseURL: true,
  apiVersion: true,
  betas: true,
  headers: true,
  fetch: true,
  maxRetries: true,
  timeoutMs: true,
  maxBodyBytes: true,
  maxRetryAfterMs: true,
  maxAnswerBytes: true,
  maxErrorLength: true,
  workspaceId: true,
  dangerouslyAllowBrowser: true,
  allowInsecure: true,
  allowResend: true,
  onCall: true,
};
const CREATE: Names<CreateOptions> = {
  ...CALL,
  ...RULES,
  validate: true,
  encoding: true,
  onProgress: true,
  onUpload: true,
  onReport: true,
  idempotencyKey: true,
};
const RESULTS: Names<ResultsOptions & { schema: unknown }> = { ...CALL, ...DOWNLOAD, handled: true, schema: true };

const KEY_IN_PAGE =
  'An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. Point { baseURL } at a relay that holds the key, or pass { dangerouslyAllowBrowser: true } if you know that this is safe here.';

/**
 * A client of the Message Batches API, or of a relay in front of it. It holds no connection, so any number of clients is
 * fine.
 *
 * @example
 * const client = new BatchClient({ apiKey: process.env.ANTHROPIC_API_KEY });
 * const batch = await client.create(requests);
 * await client.poll(batch.id);
 * for await (const record of client.results(batch.id)) console.log(record.custom_id, record.text);
 */
export class BatchClient {
  readonly #connection: Connection;
  /** The shape of the official SDK, so that a changed import is enough: `client.messages.batches.create(…)`. */
  readonly messages: { readonly batches: BatchClient };

  /**
   * Makes a client. Values of options are checked at the first call.
   *
   * @throws TypeError for an unknown option.
   * @throws BatchError with code `api_key_in_page` if a key would be used in a web page.
   *
   * @example
   * const client = new BatchClient({ baseURL: 'https://relay.example' });
   */
  constructor(options: ClientOptions = {}) {
    check(options, CLIENT);
    this.#connection = new Connection(options);
    this.messages = { batches: this };
    // With a baseURL the core decides, at the first call: it knows which origin is the API's own.
    if (isPage() && !options.baseURL && !options.dangerouslyAllowBrowser) {
      throw new BatchError(KEY_IN_PAGE, { code: 'api_key_in_page' });
    }
  }

  /**
   * Creates a batch. The requests are checked first; a shard was checked when it was planned. A create whose outcome is
   * unknown is never sent again: `outcome` and `intent` of the error say how to proceed.
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
  create(input: RequestLines | ByteSource | BetaRequests | Shard, options?: CreateOptions): Promise<MessageBatch>;
  create(input: InputObjects, options?: CreateOptions): Promise<MessageBatch>;
  async create(
    input: BatchInput | CreateBody | BetaRequests | Shard,
    options: CreateOptions = {},
  ): Promise<MessageBatch> {
    check(options, CREATE);
    const { validate, encoding, rules, maxIssues, now, onProgress, onUpload, onReport, idempotencyKey, ...call } =
      options;
    const { signal, apiVersion, betas } = call;
    const { client, redactor } = await abortable(this.#connection.settings(call), signal);
    const how = {
      validate,
      encoding,
      rules,
      maxIssues,
      now,
      onProgress,
      onUpload,
      onReport,
      signal,
      apiVersion,
      betas,
    };
    // Both modules load side by side; whichever fails, the check comes first.
    const loading = calls.instance();
    loading.catch(() => {});
    const { bodyFor } = await abortable(requests(), signal);
    const upload = await redactor.settled(bodyFor(input as BatchInput | Shard, client, how));
    if (idempotencyKey !== undefined) upload.choose(idempotencyKey);
    try {
      const create = (glue: Calls['glue']) => glue.call('create', client, upload, call);
      const batch = await redactor.answer((await loading).call(create, () => upload.outcome()));
      upload.completed();
      return batch;
    } finally {
      upload.close();
    }
  }

  /**
   * Finds out whether a create was stored whose outcome is unknown; `intent` comes from its error. Through a relay or an
   * emulator that remembers idempotency keys the answer is certain. Otherwise it lists batches of that time and size. A
   * certain "none" is final: if the create arrives later, it is not performed, so a new create makes one batch.
   *
   * @example
   * if (BatchError.isInstance(error) && error.intent) {
   *   const { proven, batch } = await client.findCreated(error.intent);
   *   if (proven && !batch) await client.create(requests);
   * }
   */
  async findCreated(intent: Intent, options: CallOptions = {}): Promise<CreatedSearch> {
    return this.#connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('findCreated', client, intent, options)),
    );
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
    return this.#connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('retrieve', client, id, options)),
    );
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
      return this.#connection.call(options, (calls, client) =>
        calls.call((glue) => glue.call('list', client, page, options)),
      );
    }, params);
  }

  /**
   * Cancels the batch. Requests that have not started will not run; those under way may still finish.
   *
   * @example
   * await client.cancel(id);
   * const ended = await client.poll(id);
   */
  async cancel(id: string, options: CallOptions = {}): Promise<MessageBatch> {
    return this.#connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('cancel', client, id, options)),
    );
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
    return this.#connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('delete', client, id, options)),
    );
  }

  /**
   * Returns the results of an ended batch. Iterate over the records, or await it for other ways of reading. The download
   * starts at that point. With a `schema`, each complete answer is parsed as JSON and validated: see `parsed` of the
   * records.
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
    return new Opening(() => this.#results(id, options));
  }

  async #results(id: string, options: ResultsOptions & { schema?: AnswerSchema<unknown> } = {}): Promise<BatchResults> {
    check(options, RESULTS);
    const { from, maxDrops, recordCount, maxLineBytes, handled, schema, ...call } = options;
    const lines = { from, maxDrops, maxLineBytes };
    const reopen: Reopen = async (first, waitMs, signal) => {
      const [loaded, { client, redactor }] = await abortable(
        Promise.all([calls.instance(), this.#connection.settings(call)]),
        signal,
      );
      const argument = { id, first, waitMs };
      const reopening = loaded.call((glue) => glue.call('results', client, argument, { ...call, signal }));
      return (await redactor.settled(reopening)).response;
    };
    const loading = Promise.all([part(() => import('./results/results.ts')), reader.instance()]);
    loading.catch(() => {});
    check(call, CALL);
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), this.#connection.settings(call)]),
      call.signal,
    );
    const open = async () => {
      const [{ BatchResults, checkSchema }, results] = await abortable(loading, call.signal);
      if (schema !== undefined) checkSchema(schema);
      const first = results.sync((glue) => glue.askFor({ ...lines, recordCount }));
      const again = first === undefined ? {} : { first, waitMs: 0 };
      const { response, records } = await loaded.call((glue) => glue.call('results', client, { id, ...again }, call));
      const redact = (cause: unknown) => redactor.value(cause);
      const known = { ...lines, recordCount: recordCount ?? records, handled, schema };
      return new BatchResults(results, response, reopen, { ...known, signal: call.signal, redact });
    };
    return redactor.settled(open());
  }

  /**
   * Submits any number of requests as a job of many batches, and resolves once the job is stored. The job is then driven in
   * the background: it creates the batches, polls them, and collects their results. With a `store`, another process can
   * continue it by `resume`.
   *
   * @throws ValidationError if the API would refuse a request. Nothing was sent.
   * @throws JobError if a job with the same `jobKey` has other input, or if a cap is exceeded. Nothing was sent.
   *
   * @example
   * const job = await client.submit(requests, { store: fileStore('.jobs'), jobKey: 'summer' });
   * await job.wait();
   */
  async submit(input: BatchInput | CreateBody, options: SubmitOptions = {}): Promise<Job> {
    const { submit } = await part(() => import('./jobs/index.ts'));
    return submit(this.#connection, this, input, options);
  }

  /**
   * Continues a job that is stored: by its id, or by its `jobKey`. A paused job goes on.
   *
   * @throws JobError with code `job_not_found` if it is not in the store, or `input_changed` if `input` is not the one that
   * it was made of.
   *
   * @example
   * const job = await client.resume({ jobKey: 'summer' }, { store: fileStore('.jobs') });
   * await job.wait();
   */
  async resume(job: string | { jobKey: string }, options: ResumeOptions): Promise<Job> {
    const { resume } = await part(() => import('./jobs/index.ts'));
    return resume(this.#connection, this, job, options);
  }

  /**
   * Returns the number of input tokens of a request, counted by the API. Fields of `params` that do not affect it are
   * left out.
   *
   * @example
   * const params = { model: 'claude-haiku-4-5', max_tokens: 300, messages: turns('Why is the sky blue?') };
   * const { input_tokens } = await client.countTokens(params);
   */
  async countTokens(params: MessageParams, options: CallOptions = {}): Promise<TokenCount> {
    const text = JSON.stringify(params) ?? 'null';
    return this.#connection.call(options, (calls, client) =>
      calls.call((glue) => glue.call('countTokens', client, text, options)),
    );
  }

  /**
   * Waits until a batch has ended and returns it. Failures that may pass are retried until `timeoutMs`.
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
      onProgress?.(batch);
    }
    // watch() yields at least one batch or throws.
    return last as MessageBatch;
  }

  /**
   * Polls a batch and yields it after each poll, the last time when it has ended. Failures that may pass are retried
   * until `timeoutMs`.
   *
   * @throws PollTimeoutError if `timeoutMs` passes first. The batch continues.
   *
   * @example
   * for await (const { request_counts } of client.watch(id)) console.log(request_counts.succeeded);
   */
  async *watch(id: string, options: PollOptions = {}): AsyncGenerator<MessageBatch> {
    let last: MessageBatch | undefined;
    try {
      for (let polling: unknown; ; ) {
        const look = (calls: Calls, client: CoreSettings) =>
          calls.call((glue) => glue.call('poll', client, { id, polling }, options));
        const step = await this.#connection.call(options, look, POLL);
        last = step.batch;
        yield last;
        if (step.done) return;
        polling = step.polling;
      }
    } catch (error) {
      // Where the last look failed, an earlier one may not have.
      if (error instanceof PollTimeoutError && last) (error as { batch?: MessageBatch }).batch ??= last;
      throw error;
    }
  }
}
