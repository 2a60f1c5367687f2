import { Account } from './account.ts';
import { CONTROL, controlRoutes, controlsOf } from './control.ts';
import { ItemCheck, type Validator } from './create/check.ts';
import { exchange } from './exchange.ts';
import type { Connection } from './faults/cut.ts';
import type { Emulator } from './index.ts';
import { type EmulatorOptions, settingsFrom } from './options.ts';
import { routes } from './routes.ts';

/** An emulator and what a server needs of it. */
export interface Assembled {
  emulator: Emulator;
  /** Resolves when kept state is there. */
  ready(): Promise<void>;
  /** Resolves when everything so far is kept. */
  settled(): Promise<void>;
  handle(request: Request, connection?: Connection): Promise<Response>;
}

/** Puts the parts together. `Request` to response: control API or exchange, exchange to routes. */
export function assemble(options?: EmulatorOptions): Assembled {
  const settings = settingsFrom(options);
  const account = new Account(settings);
  const controls = controlsOf(account);
  const control = settings.control ? controlRoutes(account, controls) : undefined;
  const answer = routes(account, {
    check: settings.validator === false ? undefined : new ItemCheck(async () => settings.validator || ownValidator()),
    keepParams: settings.responder !== undefined,
    keepQuestions: settings.answers.text === 'echo',
  });

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
        // A server hands over a Request, and what follows it (a Worker's `env`) is then no `init`.
        return handle(typeof input === 'string' || input instanceof URL ? new Request(input, init) : input);
      },
    },
  };
}

/** The package this file is shipped in, by the name under which every runtime and bundler finds the right build of it. */
async function ownValidator(): Promise<Validator> {
  return (await import('message-batches')) as unknown as Validator;
}
