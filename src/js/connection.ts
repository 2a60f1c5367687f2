// How a client reaches its peer: the settings of its calls, and the redaction of secrets from all that comes back.
import { baseUrlOf } from '../wire/base_url.ts';
import type { CallEvent, CallOptions, CoreSettings, PollOptions } from '../wire/types.ts';
import { abortable } from './abort.ts';
import { textOf } from './answer.ts';
import type { ClientOptions } from './client_options.ts';
import { CALL, check, type Names, outOfRange } from './options.ts';
import { Redactor, type Renamed, secretsOf } from './redact.ts';
import { type Calls, calls } from './runtime/modules.ts';
import { environment, isPage, sending } from './runtime/runtime.ts';

const KEY = 'ANTHROPIC_API_KEY';
const BASE_URL = 'ANTHROPIC_BASE_URL';

/** @internal */
export class Connection {
  readonly #options: ClientOptions;
  /** What the core learns about the peer from its answers. */
  readonly #peer = {};
  #redactor: { name: string; redactor: Redactor } | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Waits for everything that a call needs, unless the caller aborts, and makes it. */
  async call<T>(
    options: CallOptions,
    work: (calls: Calls, client: CoreSettings) => Promise<T>,
    names: Names<CallOptions> | Names<PollOptions> = CALL,
  ): Promise<T> {
    check(options, names);
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), this.settings(options)]),
      options.signal,
    );
    return redactor.answer(work(loaded, client));
  }

  /** The settings for the core, and the redactor for the secrets of a call with these options. */
  async settings({ headers }: CallOptions): Promise<{ client: CoreSettings; redactor: Redactor }> {
    const { apiKey, fetch, onCall, ...rest } = this.#options;
    const keySource = typeof apiKey === 'function' ? 'function' : apiKey == null ? 'environment' : 'option';
    const key = typeof apiKey === 'function' ? await apiKey() : (apiKey ?? environment(KEY));
    if (typeof key === 'string' && key !== '' && key.trim() === '') {
      throw outOfRange(keySource === 'environment' ? KEY : 'apiKey', 'a key', 'spaces alone');
    }
    const baseURL: unknown = rest.baseURL ?? environment(BASE_URL);
    // An error names what the caller can change.
    const renamed = rest.baseURL == null && baseURL !== undefined ? (['baseURL', BASE_URL] as const) : undefined;
    const redactor = this.#redactorOf(secretsOf(key, rest.headers, headers), renamed);
    const report = typeof onCall === 'function' && (async (event: CallEvent) => onCall(redactor.value(event)));
    const client: CoreSettings = {
      ...rest,
      apiKey: key,
      keySource,
      baseURL: typeof baseURL === 'string' ? baseUrlOf(baseURL) : (baseURL as undefined),
      fetch,
      // The core ignores what it throws; a rejection of an async callback would end a Node process.
      onCall: report ? (event) => void report(event).catch(() => {}) : onCall,
      textOf,
      inPage: isPage(),
      ...sending(),
      peer: this.#peer,
    };
    return { client, redactor };
  }

  /** The last one again, unless there are other secrets. */
  #redactorOf(secrets: string[], renamed: Renamed | undefined): Redactor {
    const name = JSON.stringify([secrets, renamed]);
    if (this.#redactor?.name !== name) this.#redactor = { name, redactor: new Redactor(secrets, renamed) };
    return this.#redactor.redactor;
  }
}
