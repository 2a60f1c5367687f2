// The connection between a driver and the API: an emulator behind a network that loses, delays and interrupts.
import { createEmulator } from '../../../dist/emulator.js';
import { has } from './plan.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const BATCHES = '/v1/messages/batches';
const FULL = 'This batch of requests would exceed the limit of batch requests in the processing queue.';

const status = (code, more = {}) => ({ fault: 'status', status: code, times: 1, ...more });

/** The possible events of a call and their weights, for each kind of trouble. */
const WEIGHTS = {
  cuts: { refused: 3, 'cut before': 3, 'cut after': 4 },
  'slow calls': { slow: 3 },
  'broken answers': { 'broken answer': 3 },
};
const CREATES = {
  'late landings': { late: 8 },
  'spend limits': { 'spend limit': 3 },
  storms: { 'stored, 500': 2, 500: 1 },
};
const STORM = { 429: 4, 529: 4, 500: 2, 503: 1, html: 1 };

export class Network {
  /** Creates that have not arrived yet. */
  pending = new Set();
  stormMs = 0;
  queueMs = 0;
  looks = 0;
  #turn = Promise.resolve();

  constructor(world) {
    this.world = world;
    const { plan, clock, seed } = world;
    this.emulator = createEmulator({
      now: () => clock.now,
      seed,
      processingMs: plan.processingMs,
      idempotency: plan.isKeyed,
      validator: false,
      order: world.chance.pick(['requests', 'shuffled']),
      answers: {
        text: 'echo',
        shares: plan.isRetried ? { overloaded_error: 0.2, expired: 0.1, refusal: 0.1 } : {},
      },
    });
  }

  /** Returns the `fetch` of a process. */
  fetch(host, url, init) {
    const { world } = this;
    return new Promise((resolve, reject) => {
      if (!host.isAlive) return;
      const settle = (act) => (value) => host.isAlive && act(value);
      const call = {
        url: String(url),
        method: init.method ?? 'GET',
        headers: [...new Headers(init.headers)],
        body: init.body,
      };
      const { signal } = init;
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => settle(reject)(signal.reason));
      const { pathname } = new URL(call.url);
      call.isCreate = call.method === 'POST' && pathname === BATCHES;
      if (call.method === 'GET' && !pathname.endsWith('/results')) this.looks += 1;
      if (call.method === 'GET' && pathname === BATCHES) host.listed += 1;
      if (host.isCalm) return void this.#arrive(call).then((answer) => resolve(responseOf(answer)), reject);
      const plan = this.#planOf(call);
      world.trace(`${host.name} ${call.method} ${pathname.slice(BATCHES.length)} ${plan === 'ok' ? '' : plan}`);
      if (call.isCreate) world.judge.sent(call);
      this.#perform(call, plan, settle(resolve), settle(reject));
    });
  }

  #planOf({ isCreate }) {
    const { plan, chance, clock } = this.world;
    if (isCreate && clock.now < this.queueMs) return chance.yes(0.8) ? 'queue' : 'ok';
    if (clock.now < this.stormMs && chance.yes(0.8)) return chance.weighted(STORM);
    if (!chance.yes(isCreate ? plan.createFaultRate : plan.faultRate)) return 'ok';
    const weights = { ok: isCreate ? 3 : 1 };
    for (const table of isCreate ? [WEIGHTS, CREATES] : [WEIGHTS]) {
      for (const [trouble, more] of Object.entries(table)) if (has(plan, trouble)) Object.assign(weights, more);
    }
    return chance.weighted(weights);
  }

  /** Delivers a call and its answer, or loses them. */
  #perform(call, plan, resolve, reject) {
    const { clock, chance, count } = this.world;
    if (plan !== 'ok') count(plan);
    const fail = () => reject(new TypeError('fetch failed'));
    const after = (ms, work) => clock.after(ms, work);
    const answerAfter = (ms, faults, use) =>
      this.#later(call, ms, async () => {
        const answer = await this.#arrive(call, faults);
        after(chance.between(1, 40), () => use(answer));
      });
    const give = (answer) => resolve(responseOf(answer));
    if (plan === 'refused') {
      const error = Object.assign(new TypeError('fetch failed'), { outcome: 'not_sent' });
      return after(chance.between(1, 100), () => reject(error));
    }
    if (plan === 'cut before') return after(chance.delay(), fail);
    if (plan === 'late') {
      after(chance.delay(), fail);
      return answerAfter(this.#lateness(), [], () => undefined);
    }
    if (plan === 'cut after') return answerAfter(chance.between(1, 40), [], fail);
    if (plan === 'slow') return answerAfter(Math.min(chance.between(SECOND, 20 * MINUTE), this.#lateness()), [], give);
    if (plan === 'broken answer') {
      return answerAfter(chance.between(1, 40), [], (answer) => resolve(responseOf(answer, chance.next())));
    }
    answerAfter(chance.between(1, 40), faultsOf(plan, chance), give);
  }

  #lateness() {
    const { plan, chance } = this.world;
    return Math.floor(plan.latenessMs * chance.next() * (chance.yes(0.5) ? 1 : 0.1));
  }

  /** Performs `work` when a call arrives. A create is pending until then. */
  #later(call, ms, work) {
    const { clock, judge } = this.world;
    if (call.isCreate) this.pending.add(call);
    clock.after(ms, () => work().catch((error) => judge.blame('the simulation failed', String(error.stack))));
  }

  /** Passes calls to the emulator, one after the other. */
  #arrive(call, faults = []) {
    const { clock } = this.world;
    clock.busy += 1;
    const done = this.#turn.then(() => this.#serve(call, faults));
    this.#turn = done.catch(() => undefined);
    return done.finally(() => {
      clock.busy -= 1;
      this.pending.delete(call);
    });
  }

  async #serve({ url, method, headers, body, isCreate, phase }, faults) {
    const { emulator } = this;
    const { clock, judge } = this.world;
    emulator.inject(faults);
    const response = await emulator.fetch(url, { method, headers, body });
    const bytes = new Uint8Array(await response.arrayBuffer());
    emulator.clearFaults();
    response.headers.set('date', new Date(clock.now).toUTCString());
    if (isCreate) {
      const made = emulator.ledger().creates.at(-1);
      if (made?.stored) judge.stored(made.batchId, JSON.parse(body).requests, phase);
    }
    return { status: response.status, headers: response.headers, bytes };
  }

  /** Another user of the workspace creates a batch. */
  async neighbour(requests) {
    const message = { role: 'user', content: 'of a neighbour' };
    const params = { model: 'claude-haiku-4-5', max_tokens: 10, messages: [message] };
    const items = Array.from({ length: requests }, (_, index) => ({ custom_id: `neighbour-${index}`, params }));
    const headers = [
      ['x-api-key', 'sk-of-a-neighbour'],
      ['anthropic-version', '2023-06-01'],
      ['content-type', 'application/json'],
    ];
    const body = JSON.stringify({ requests: items });
    await this.#arrive({
      url: `${this.world.base}${BATCHES}`,
      method: 'POST',
      headers,
      body,
      isCreate: true,
      phase: 'neighbour',
    });
  }
}

function faultsOf(plan, chance) {
  const after = () => ({ retryAfter: chance.between(1, 120) });
  if (plan === 'spend limit') return [{ fault: 'spend_limit', times: 1 }];
  if (plan === 'queue') return [status(429, { type: 'rate_limit_error', message: FULL, ...after() })];
  if (plan === 'stored, 500') return [status(500, { after: true })];
  if (plan === 'html') return [{ fault: 'html', times: 1 }];
  if (plan === '429') return [status(429, after())];
  return plan === 'ok' ? [] : [status(Number(plan), chance.yes(0.3) ? after() : {})];
}

/** Returns the response. `cut` is the fraction of the body after which the connection breaks. */
function responseOf({ status, headers, bytes }, cut) {
  if (cut === undefined) return new Response(bytes, { status, headers });
  let isFirst = true;
  const body = new ReadableStream({
    pull(controller) {
      if (isFirst) controller.enqueue(bytes.slice(0, Math.floor(bytes.length * cut)));
      else controller.error(new TypeError('terminated'));
      isFirst = false;
    },
  });
  return new Response(body, { status, headers });
}
