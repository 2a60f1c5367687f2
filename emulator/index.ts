import { type EmulatorOptions, settingsFrom } from './options.ts';
import { routes } from './routes.ts';

export type { EmulatorOptions, ItemResult, MessageOverride, Responder } from './options.ts';
export type * from './wire.ts';

/** A Message Batches API of its own: batches live in it until it is dropped. */
export interface Emulator {
  /**
   * Answers a request to any origin. It needs no `this`: hand it to a server as its handler, or to a client in place of
   * the global `fetch`, which is why it takes an address and `init` too.
   */
  fetch(this: void, input: Request | URL | string, init?: RequestInit): Promise<Response>;
}

/**
 * A stateful Message Batches API as a web-standard fetch handler, for Node, Bun, Deno, Workers and pages.
 *
 * Time passes by its clock alone (`now`), looked at on each request; nothing runs in between. Memory: the `params` of
 * every batch as JSON text and about 200 bytes an item, until the batch is deleted or archived; a create needs
 * several times its body while it is being read, results a few hundred kilobytes however long they are.
 *
 * @throws TypeError, RangeError when an option is wrong.
 */
export function createEmulator(options?: EmulatorOptions): Emulator {
  const handle = routes(settingsFrom(options));
  return {
    async fetch(input, init) {
      // A server hands over a Request, and what follows it (a Worker's `env`) is then no `init`.
      return handle(typeof input === 'string' || input instanceof URL ? new Request(input, init) : input);
    },
  };
}
