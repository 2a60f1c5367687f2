// How a client reaches its peer: the settings of its calls, and the redaction of secrets from everything that a call returns.
import type { Calls as Verbs } from '../../pkg/calls/calls.js';
import { baseUrlOf } from '../wire/base_url.ts';
import type { CallOptions, CoreSettings, PollOptions } from '../wire/types.ts';
import { abortable } from './abort.ts';
import { textOf } from './answer.ts';
import type { ClientOptions } from './client_options.ts';
import { CALL, check, type Names, notify, outOfRange } from './options.ts';
import { isUrl } from './realms.ts';
import { Redactor, type Renamed, secretsOf } from './redact.ts';
import { type Calls, calls } from './runtime/modules.ts';
import { allowListeners, environment, isPage, sending } from './runtime/runtime.ts';
import { keyOf } from './waits.ts';

const KEY = 'ANTHROPIC_API_KEY';
const BASE_URL = 'ANTHROPIC_BASE_URL';

/** @internal */
export class Connection {
  readonly #options: Omit<CoreSettings, 'apiKey'> & Pick<ClientOptions, 'apiKey'>;
  readonly #keySource: CoreSettings['keySource'];
  /**
   * The name that errors use for an option whose value came from the environment, so that they name what the caller can change.
   */
  readonly #renamed: Renamed | undefined;
  /** What the core has learned about the peer from its responses. */
  readonly #peer = {};
  #redactor: { name: string; redactor: Redactor } | undefined;

  /** Copies the options, so that later changes do not affect where calls go or which key they use. */
  constructor({ apiKey, baseURL, headers, betas, ...rest }: ClientOptions) {
    this.#keySource = typeof apiKey === 'function' ? 'function' : apiKey == null ? 'environment' : 'option';
    if (baseURL == null && environment(BASE_URL) !== undefined) this.#renamed = ['baseURL', BASE_URL];
    const place = baseURL ?? environment(BASE_URL);
    this.#options = {
      ...rest,
      apiKey: apiKey ?? environment(KEY),
      baseURL: place && baseUrlOf(isUrl(place) ? place.href : place),
      headers: copyOf(headers),
      betas: betas && [...betas],
    };
    if (typeof apiKey === 'string') this.#checkKey(apiKey);
  }

  /** Loads the module and the settings, unless the caller aborts, and makes the call. */
  async call<T>(
    options: CallOptions,
    work: (calls: Calls, client: CoreSettings) => Promise<T>,
    names: Names<CallOptions> | Names<PollOptions> = CALL,
  ): Promise<T> {
    check(options, names);
    allowListeners(options.signal);
    const [loaded, { client, redactor }] = await abortable(
      Promise.all([calls.instance(), this.settings(options)]),
      options.signal,
    );
    return redactor.answer(work(loaded, client));
  }

  /** Makes one of the core's calls with these options. */
  run<Verb extends keyof Verbs>(
    verb: Verb,
    argument: Verbs[Verb][0],
    options: CallOptions,
    names?: Names<PollOptions>,
  ): Promise<Verbs[Verb][1]> {
    return this.call(
      options,
      (calls, client) => calls.call((glue) => glue.call(verb, client, argument, options)),
      names,
    );
  }

  /** Returns the settings for the core, and a redactor for the secrets of a call with these options. */
  async settings({ headers, timeoutMs, signal }: CallOptions): Promise<{ client: CoreSettings; redactor: Redactor }> {
    const { apiKey, onCall, ...rest } = this.#options;
    let key: unknown = apiKey;
    if (typeof apiKey === 'function') {
      key = await keyOf(apiKey, timeoutMs ?? rest.timeoutMs, signal);
    }
    this.#checkKey(key);
    const redactor = this.#redactorOf(secretsOf(key, rest.headers, headers), this.#renamed);
    const client: CoreSettings = {
      ...rest,
      apiKey: key as string | undefined,
      keySource: this.#keySource,
      onCall: onCall && ((event) => notify(onCall, redactor.value(event))),
      textOf,
      inPage: isPage(),
      ...sending(),
      peer: this.#peer,
    };
    return { client, redactor };
  }

  #checkKey(key: unknown): void {
    if (typeof key !== 'string' || key === '' || key.trim() !== '') return;
    throw outOfRange(this.#keySource === 'environment' ? KEY : 'apiKey', 'a key', 'spaces alone');
  }

  /** Reuses the last redactor if the secrets are the same. */
  #redactorOf(secrets: string[], renamed: Renamed | undefined): Redactor {
    const name = JSON.stringify([secrets, renamed]);
    if (this.#redactor?.name !== name) this.#redactor = { name, redactor: new Redactor(secrets, renamed) };
    return this.#redactor.redactor;
  }
}

/** Copies headers. */
function copyOf(headers: ClientOptions['headers']): CoreSettings['headers'] {
  if (headers == null) return undefined;
  return Symbol.iterator in headers ? [...headers] : { ...headers };
}
