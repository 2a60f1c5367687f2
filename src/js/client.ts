import type { TokenCount } from '../wire/estimate.ts';
import { LIST } from '../wire/list_params.ts';
import type {
  ApiVersion,
  CallEvent,
  CallOptions,
  CoreSettings,
  CreatedSearch,
  DeletedMessageBatch,
  Fetch,
  Intent,
  ListParams,
  MessageBatch,
  MessageParams,
  PollOptions,
  RuleOptions,
} from '../wire/types.ts';
import { abortable } from './abort.ts';
import { textOf } from './answer.ts';
import { BatchError, PollTimeoutError } from './errors.ts';
import type {
  BatchInput,
  BetaRequests,
  ByteSource,
  CreateBody,
  InputBytes,
  InputObjects,
  Progress,
  RequestLines,
} from './input/source.ts';
import { CALL, check, DOWNLOAD, type Names, POLL, RULES } from './options.ts';
import { type BatchList, list } from './pages.ts';
import { Redactor, secretsOf } from './redact.ts';
import { requests } from './requests/load.ts';
import type { Shard } from './requests/shard.ts';
import type { UploadProgress } from './requests/upload.ts';
import type { ReportOptions } from './requests/validate.ts';
import type { Reopen } from './results/download.ts';
import { Opening, type OpeningResults } from './results/opening.ts';
import type { BatchResults, ReadOptions } from './results/results.ts';
import type { AnswerSchema, ParsedRecord } from './results/structured.ts';
import { type Calls, calls, results as reader } from './runtime/modules.ts';
import { part } from './runtime/part.ts';
import { environment, isPage, sending } from './runtime/runtime.ts';

export interface ClientOptions {
  /** The key, or a function that gives it before each call. Default: `ANTHROPIC_API_KEY`, where there is an environment. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** How the key is sent. Default: as a bearer token. */
  auth?: CoreSettings['auth'];
  /** Where calls go. Default: `ANTHROPIC_BASE_URL`, else the API. In a page: the origin of a relay. */
  baseURL?: string | undefined;
  /** Default: `2026-10-21`. */
  apiVersion?: ApiVersion | undefined;
  /** Names for `anthropic-beta`. Default: none. */
  betas?: string[] | undefined;
  /** More headers for every call; they win over ours. */
  headers?: CallOptions['headers'];
  /** Used in place of the global `fetch`. */
  fetch?: Fetch | typeof globalThis.fetch | undefined;
  /** Attempts after the first. Default: 2. A create is repeated only where nothing can have been stored. */
  maxRetries?: number | undefined;
  /** For one attempt. Default: 600 000 (10 minutes). */
  timeoutMs?: number | undefined;
  /** Bytes of a create body that whatever is in front of the API takes, such as a relay. Default: the API's own limit. */
  maxBodyBytes?: number | undefined;
  /**
   * The longest wait that a server may ask for before a create is repeated. After a longer `retry-after` the call rejects, and
   * `retryAfterMs` of the error says when to come back. Default: 60 000.
   */
  maxRetryAfterMs?: number | undefined;
  /** Bytes of an answer, at most; results are not meant, see `maxLineBytes`. Default: 16 777 216; at most 268 435 456. */
  maxAnswerBytes?: number | undefined;
  /** Characters of a server's text in an error, at most. Default: 10 000. */
  maxErrorLength?: number | undefined;
  /** For keys that are valid in several workspaces. */
  workspaceId?: string | undefined;
  /** Allows a key in a page that calls the API itself. Anyone who opens the page can read the key. Default: false. */
  dangerouslyAllowBrowser?: boolean | undefined;
  /** Calls over plain http to another machine, where others on the network can read the key and the requests. Default: false. */
  allowInsecure?: boolean | undefined;
  /**
   * Creates in a page also through a server that does not remember idempotency keys. A browser sends a request twice by itself
   * if a connection closes at the wrong moment; then the batch exists twice and is billed twice. Default: false.
   */
  allowResend?: boolean | undefined;
  /** Called after each attempt of each call, with facts for a log. What it throws or rejects with is dropped. */
  onCall?: ((event: CallEvent) => void) | undefined;
}

export interface CreateOptions extends CallOptions, RuleOptions, ReportOptions {
  /** Check before sending. Default: true. Warnings never stop a batch. */
  validate?: boolean | undefined;
  /** The encoding of an input that is bytes: any label of `TextDecoder`. Default: UTF-8, or UTF-16 with a byte order mark. */
  encoding?: string | undefined;
  /** Called while the input is read and checked. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Called while the body is sent. What it throws ends the upload. */
  onUpload?: ((progress: UploadProgress) => void) | undefined;
  /**
   * Names this create to a relay or an emulator that remembers keys: a second create with the same key gives the batch of the
   * first. 1 to 255 visible ASCII characters. Default: a random one for each call. The API itself has no keys.
   */
  idempotencyKey?: string | undefined;
}

export interface ResultsOptions extends CallOptions, ReadOptions {
  /** Aborting rejects with `signal.reason`. */
  signal?: AbortSignal | undefined;
}

export interface WaitOptions extends PollOptions {
  /** Called with the batch each time it was read. */
  onProgress?: ((batch: MessageBatch) => void) | undefined;
}

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

/** The Message Batches API, or a relay in front of it. Holds no connection: make as many as you like. */
export class BatchClient {
  readonly #options: ClientOptions;
  /** What the core learns about the peer from its answers. */
  readonly #peer = {};
  #redactor: { name: string; redactor: Redactor } | undefined;
  /** The official SDK's shape, so that an import swap is enough: `client.messages.batches.create(…)`. */
  readonly messages: { readonly batches: BatchClient };

  /** Throws if a key would be used in a web page; everything else is checked at the first call. */
  constructor(options: ClientOptions = {}) {
    check(options, CLIENT);
    this.#options = options;
    this.messages = { batches: this };
    // With a baseURL the core decides, at the first call: it knows which origin is the API's own.
    if (isPage() && !options.baseURL && !options.dangerouslyAllowBrowser) {
      throw new BatchError(KEY_IN_PAGE, { code: 'api_key_in_page' });
    }
  }

  /**
   * Makes a batch. Checks it first and rejects with a `ValidationError` if the API would refuse it; a shard was checked
   * when it was planned. A create whose outcome is not known is never sent again: see `outcome` of the error.
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
    const { client, redactor } = await abortable(this.#settings(call), signal);
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
      const batch = await redactor.answer((await loading).call(create, () => upload.known()));
      upload.answered();
      return batch;
    } finally {
      upload.close();
    }
  }

  /**
   * What became of a create whose outcome is not known: `intent` of its error says what to look for. Through a relay or an
   * emulator that remembers idempotency keys the answer is certain; else it names batches of that time and size. A
   * certain "none" stays true: should the create arrive later, it is not performed, so a new one makes one batch.
   */
  async findCreated(intent: Intent, options: CallOptions = {}): Promise<CreatedSearch> {
    return this.#call(options, (calls, client) =>
      calls.call((glue) => glue.call('findCreated', client, intent, options)),
    );
  }

  /** Reads a batch. */
  async retrieve(id: string, options: CallOptions = {}): Promise<MessageBatch> {
    return this.#call(options, (calls, client) => calls.call((glue) => glue.call('retrieve', client, id, options)));
  }

  /** Lists batches, newest first: await it for a page, or iterate over all. */
  list(params?: ListParams, options: CallOptions = {}): BatchList {
    return list(async (page) => {
      check(page ?? {}, LIST);
      return this.#call(options, (calls, client) => calls.call((glue) => glue.call('list', client, page, options)));
    }, params);
  }

  /** Asks for the requests that have not started not to be processed. */
  async cancel(id: string, options: CallOptions = {}): Promise<MessageBatch> {
    return this.#call(options, (calls, client) => calls.call((glue) => glue.call('cancel', client, id, options)));
  }

  /** Removes an ended batch and its results. */
  async delete(id: string, options: CallOptions = {}): Promise<DeletedMessageBatch> {
    return this.#call(options, (calls, client) => calls.call((glue) => glue.call('delete', client, id, options)));
  }

  /**
   * The results of an ended batch: loop over the records, or await it for all ways of reading. They are opened then, and
   * that rejects with a `ResultsUnavailableError` if there are none. With a `schema` each complete answer is read as JSON
   * and checked: see `parsed` of the records.
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
        Promise.all([calls.instance(), this.#settings(call)]),
        signal,
      );
      const argument = { id, first, waitMs };
      const again = loaded.call((glue) => glue.call('results', client, argument, { ...call, signal }));
      return (await redactor.settled(again)).response;
    };
    const loading = Promise.all([part(() => import('./results/results.ts')), reader.instance()]);
    loading.catch(() => {});
    check(call, CALL);
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), this.#settings(call)]),
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

  /** How many input tokens a request has, counted by the API. Fields of `params` that do not matter for that are left out. */
  async countTokens(params: MessageParams, options: CallOptions = {}): Promise<TokenCount> {
    const text = JSON.stringify(params) ?? 'null';
    return this.#call(options, (calls, client) =>
      calls.call((glue) => glue.call('countTokens', client, text, options)),
    );
  }

  /** Waits until a batch has ended. Rejects with a `PollTimeoutError` if `timeoutMs` passes first. */
  async poll(id: string, options: WaitOptions = {}): Promise<MessageBatch> {
    check(options, { ...POLL, onProgress: true } satisfies Names<WaitOptions>);
    const { onProgress, ...rest } = options;
    let last: MessageBatch | undefined;
    for await (const batch of this.watch(id, rest)) {
      last = batch;
      onProgress?.(batch);
    }
    // watch() gives at least one batch or throws.
    return last as MessageBatch;
  }

  /** Gives a batch each time it was read, the last time when it has ended. Failures that may pass are waited out. */
  async *watch(id: string, options: PollOptions = {}): AsyncGenerator<MessageBatch> {
    let last: MessageBatch | undefined;
    try {
      for (let polling: unknown; ; ) {
        const look = (calls: Calls, client: CoreSettings) =>
          calls.call((glue) => glue.call('poll', client, { id, polling }, options));
        const step = await this.#call(options, look, POLL);
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

  /** Waits for everything that a call needs, unless the caller aborts, and makes it. */
  async #call<T>(
    options: CallOptions,
    work: (calls: Calls, client: CoreSettings) => Promise<T>,
    names: Names<CallOptions> | Names<PollOptions> = CALL,
  ): Promise<T> {
    check(options, names);
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), this.#settings(options)]),
      options.signal,
    );
    return redactor.answer(work(loaded, client));
  }

  /** What the core takes of the client, and what keeps the secrets of a call with these options out of what comes of it. */
  async #settings({ headers }: CallOptions): Promise<{ client: CoreSettings; redactor: Redactor }> {
    const { apiKey, fetch, onCall, ...rest } = this.#options;
    const keySource = typeof apiKey === 'function' ? 'function' : apiKey == null ? 'environment' : 'option';
    const key = typeof apiKey === 'function' ? await apiKey() : (apiKey ?? environment('ANTHROPIC_API_KEY'));
    const redactor = this.#redactorOf(secretsOf(key, rest.headers, headers));
    const report = typeof onCall === 'function' && (async (event: CallEvent) => onCall(redactor.value(event)));
    const client: CoreSettings = {
      ...rest,
      apiKey: key,
      keySource,
      baseURL: rest.baseURL ?? environment('ANTHROPIC_BASE_URL'),
      fetch: fetch as Fetch | undefined,
      // The core drops what it throws; what an async one rejects with would end a Node process.
      onCall: report ? (event) => void report(event).catch(() => {}) : onCall,
      textOf,
      inPage: isPage(),
      ...sending(),
      peer: this.#peer,
    };
    return { client, redactor };
  }

  /** The last one again, unless there are other secrets. */
  #redactorOf(secrets: string[]): Redactor {
    const name = secrets.join('\n');
    if (this.#redactor?.name !== name) this.#redactor = { name, redactor: new Redactor(secrets) };
    return this.#redactor.redactor;
  }
}
