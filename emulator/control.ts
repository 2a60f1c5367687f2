import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Account } from './account.ts';
import { rfc3339 } from './clock.ts';
import { allowedOrigin } from './cors.ts';
import { ApiFault, errorResponse, invalidRequest } from './errors.ts';
import type { Fault } from './faults/document.ts';
import { GUESSES } from './guesses.ts';
import { isObject } from './json.ts';
import type { LedgerReport } from './ledger.ts';
import { BATCHES } from './operation.ts';

/** @internal */
export const CONTROL = '/_emulator';

/**
 * The functions with which a test controls an emulator, also available under `/_emulator/`.
 *
 * @example
 * const controls: Controls = createEmulator();
 * controls.inject([{ fault: 'cut_after', operation: 'create', times: 1 }]);
 * controls.advance(60_000);
 */
export interface Controls {
  /**
   * Returns the time of the emulator's clock, in milliseconds since 1970.
   *
   * @example
   * console.log(new Date(emulator.now()));
   */
  now(): number;
  /**
   * Moves the clock forward by `ms` milliseconds, or backward if negative.
   *
   * @throws TypeError if `ms` is not a finite number.
   *
   * @example
   * emulator.advance(24 * 3_600_000);
   */
  advance(ms: number): void;
  /**
   * Ends a batch now, with all its requests processed.
   *
   * @throws Error if there is no such batch.
   *
   * @example
   * emulator.finish(batch.id);
   */
  finish(id: string): void;
  /**
   * Adds faults to those that are active.
   *
   * @throws TypeError that names the wrong part of the faults.
   *
   * @example
   * emulator.inject([{ fault: 'status', status: 529, operation: 'retrieve', times: 2 }]);
   */
  inject(faults: Fault[] | { faults: Fault[] }): void;
  /**
   * Returns the faults and how often each has struck.
   *
   * @example
   * expect(emulator.faults()[0]?.strikes).toBe(2);
   */
  faults(): (Fault & { strikes: number })[];
  /**
   * Removes all faults.
   *
   * @example
   * emulator.clearFaults();
   */
  clearFaults(): void;
  /**
   * Returns what was called, stored and billed.
   *
   * @example
   * expect(emulator.ledger().billedTwice.length).toBe(0);
   */
  ledger(): LedgerReport;
  /**
   * Returns to the initial state: no batches, no ledger, and the original clock, faults and seed.
   *
   * @example
   * emulator.reset();
   */
  reset(): void;
}

/**
 * The control functions of an emulator, for direct calls and under `/_emulator/`. They require no key.
 * @internal
 */
export function controlsOf(account: Account): Controls {
  return {
    now: () => account.now(),
    advance(ms) {
      if (!Number.isFinite(ms)) throw new TypeError(`advance: expected a number of milliseconds, found ${String(ms)}`);
      account.advance(ms);
    },
    finish(id) {
      const now = account.now();
      account.store.get(id, now).finish(now);
    },
    inject: (faults) => account.faults.add(faults),
    faults: () => account.faults.list(),
    clearFaults: () => account.faults.clear(),
    ledger() {
      // Brings all batches up to date, so that those that have ended by now are billed.
      account.waiting();
      return account.ledger.report();
    },
    reset: () => account.reset(),
  };
}

/** @internal */
export function controlRoutes(
  account: Account,
  controls: Controls,
): (request: Request) => Response | Promise<Response> {
  const app = new Hono({ strict: false }).basePath(CONTROL);
  const clock = () => ({ now: rfc3339(account.now()) });
  if (account.settings.cors) app.use(cors({ origin: allowedOrigin(account.settings.cors), exposeHeaders: ['*'] }));
  app.use(async (_, next) => {
    await next();
    await account.journal.settled();
  });
  app.get('/', (c) => c.json({ ...clock(), batches: account.store.all().length, waiting: account.waiting() }));
  app.post('/clock', async (c) => {
    const given = await body(c.req.raw);
    if (!isObject(given) || typeof given.advanceMs !== 'number') {
      throw invalidRequest('expected { "advanceMs": milliseconds }');
    }
    const { advanceMs } = given;
    asInvalidRequest(() => controls.advance(advanceMs));
    return c.json(clock());
  });
  app.post('/batches/:id/finish', (c) => {
    const id = c.req.param('id');
    controls.finish(id);
    const origin = account.settings.origin ?? new URL(c.req.url).origin;
    return c.json(account.store.get(id, account.now()).toWire(`${origin}${BATCHES}/${id}/results`));
  });
  app.get('/faults', (c) => c.json({ faults: controls.faults() }));
  app.post('/faults', async (c) => {
    const given = await body(c.req.raw);
    // A single fault needs no array.
    asInvalidRequest(() => controls.inject((isObject(given) && 'fault' in given ? [given] : given) as never));
    return c.json({ faults: controls.faults() });
  });
  app.delete('/faults', (c) => {
    controls.clearFaults();
    return c.json({ faults: [] });
  });
  app.get('/guesses', (c) => c.json({ guesses: GUESSES }));
  app.get('/ledger', (c) => c.json(controls.ledger()));
  app.post('/reset', (c) => {
    controls.reset();
    return c.json(clock());
  });
  app.notFound((c) =>
    errorResponse(
      new ApiFault(404, 'not_found_error', `The emulator has no ${c.req.method} ${c.req.path}.`),
      account.requestId(),
    ),
  );
  app.onError((thrown) => errorResponse(thrown, account.requestId()));
  return (request) => app.fetch(request);
}

async function body(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw invalidRequest('expected a JSON body');
  }
}

/** Reports an invalid argument as an invalid request. */
function asInvalidRequest<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TypeError) throw invalidRequest(error.message);
    throw error;
  }
}
