import { Account } from './account.ts';
import { CONTROL, type Controls, controlRoutes, controlsOf } from './control.ts';
import { TokenCount } from './count_tokens.ts';
import { ItemCheck, type Validator } from './create/check.ts';
import { exchange } from './exchange.ts';
import type { Connection } from './faults/cut.ts';
import { type EmulatorOptions, settingsFrom } from './options.ts';
import { routes } from './routes.ts';

/**
 * An emulated Message Batches API. Its batches exist as long as it does.
 *
 * @example
 * const emulator: Emulator = createEmulator({ processingMs: 60_000 });
 * const client = new BatchClient({ fetch: emulator.fetch, apiKey: 'any' });
 * const batch = await client.create(requests);
 * emulator.finish(batch.id);
 */
export interface Emulator extends Controls {
  /**
   * Answers a request to any origin. It does not use `this`: pass it to a server as its handler, or to a client in place
   * of the global `fetch`, which is why it also takes a URL and `init`.
   *
   * @throws ConnectionCut if a fault cuts the connection.
   *
   * @example
   * const response = await emulator.fetch('https://api.anthropic.com/v1/messages/batches', {
   *   headers: { 'x-api-key': 'any', 'anthropic-version': '2023-06-01' },
   * });
   */
  fetch(this: void, input: Request | URL | string, init?: RequestInit): Promise<Response>;
}

/**
 * An emulator, and the functions that a server needs.
 * @internal
 */
export interface Assembled {
  emulator: Emulator;
  /** Resolves when the stored state is loaded. */
  ready(): Promise<void>;
  /** Resolves when everything so far is stored. */
  settled(): Promise<void>;
  handle(request: Request, connection?: Connection): Promise<Response>;
}

/**
 * Connects the parts: a `Request` goes to the control API or to `exchange`, and from there to the routes.
 * @internal
 */
export function assemble(options?: EmulatorOptions): Assembled {
  const settings = settingsFrom(options);
  const account = new Account(settings);
  const controls = controlsOf(account);
  const control = settings.control ? controlRoutes(account, controls) : undefined;
  const load = settings.validator === false ? undefined : async () => settings.validator || ownValidator();
  const check = load && new ItemCheck(load, () => account.now());
  const rules = {
    check,
    keepParams: settings.responder !== undefined,
    keepQuestions: settings.answers.text === 'echo',
  };
  const answer = routes(account, rules, new TokenCount(check, load));

  async function handle(request: Request, connection?: Connection): Promise<Response> {
    await account.ready();
    const { pathname } = new URL(request.url);
    if (control !== undefined && (pathname === CONTROL || pathname.startsWith(`${CONTROL}/`))) return control(request);
    return exchange(account, request, answer, connection);
  }

  return {
    handle,
    ready: () => account.ready(),
    settled: () => account.journal.settled(),
    emulator: {
      ...controls,
      async fetch(input, init) {
        // A server passes a Request, and possibly a second argument that is not `init`, such as the `env` of a Worker. A URL may
        // come from another realm, or from a framework.
        return handle(typeof input === 'string' || 'href' in input ? new Request(String(input), init) : input);
      },
    },
  };
}

/** The package that contains this file, by the name with which every runtime and bundler finds the right build. */
async function ownValidator(): Promise<Validator> {
  return (await import('message-batches')) as unknown as Validator;
}
