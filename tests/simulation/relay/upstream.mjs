// The server that the relay calls: the API, or a gateway in front of it with its own answers.

import { SimulatedResponse, streamOf } from './response.mjs';

const API_PLANS = {
  created: 50,
  'created slowly': 8,
  'refused 400': 4,
  'refused 429': 9,
  'refused 529': 4,
  'refused early': 3,
  'failed, not stored': 3,
  'failed, stored': 5,
  'lost, not stored': 3,
  'lost, stored': 6,
  'lost, stored later': 4,
  'answer broken off': 4,
  'no connection': 3,
};
/** A gateway passes the create on, and then answers itself. Only an answer with the API's envelope and id comes from the API. */
const GATEWAY_PLANS = {
  ...API_PLANS,
  'gateway 429, stored': 6,
  'gateway 429, not stored': 2,
  'gateway 429 with envelope, stored': 6,
  'gateway 529, stored': 4,
  'gateway 502, stored': 4,
  'gateway 504, stored later': 4,
  'gateway page, stored': 3,
  'gateway redirect': 1,
};

const BATCHES = '/v1/messages/batches';

export class Upstream {
  batches = [];
  #count = 0;

  constructor(world, isGateway) {
    this.world = world;
    this.isGateway = isGateway;
    this.base = isGateway ? 'https://gateway.example' : 'https://api.anthropic.com';
  }

  /** Receives a call of a process. */
  take(process, url, init, resolve, reject) {
    const { clock, chance, judge } = this.world;
    const { pathname, searchParams } = new URL(url);
    const headers = new Headers(init.headers);
    if (headers.has('idempotency-key')) judge.blame('key went upstream', pathname);
    if (init.method === 'POST' && pathname === BATCHES) {
      new Exchange(this, process, init, headers, resolve, reject);
      return;
    }
    const answer = chance.yes(0.04) ? error(500, 'api_error', this.requestId()) : this.#read(pathname, searchParams);
    if (chance.yes(0.02)) clock.after(chance.delay(), () => reject(new TypeError('Network connection lost.')));
    else clock.after(chance.delay(), () => resolve(answer));
  }

  /** Stores a create. Returns the answer of the API. */
  store(text, cause) {
    const { clock, judge, trace } = this.world;
    const { requests } = JSON.parse(text);
    const created = { id: `msgbatch_${this.batches.length + 1}`, label: labelOf(requests), at: clock.now, text };
    created.json = JSON.stringify(batch(created.id, clock.now, requests.length));
    this.batches.unshift(created);
    trace(`upstream stores ${created.id} of ${created.label} (${cause})`);
    judge.stored(created);
    return created;
  }

  requestId() {
    this.#count += 1;
    return { 'request-id': `req_${this.#count}` };
  }

  #read(pathname, params) {
    const id = pathname.slice(BATCHES.length + 1);
    if (id !== '') {
      const found = this.batches.find((batch) => batch.id === id);
      return found ? json(200, found.json, this.requestId()) : error(404, 'not_found_error', this.requestId());
    }
    const after = this.batches.findIndex((batch) => batch.id === params.get('after_id')) + 1;
    const limit = Number(params.get('limit') ?? 20);
    const page = this.batches.slice(after, after + limit);
    const data = page.map(({ json }) => JSON.parse(json));
    const has_more = after + limit < this.batches.length;
    const ids = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    return json(200, JSON.stringify({ data, has_more, ...ids }), this.requestId());
  }
}

const labelOf = (requests) => requests[0].custom_id.replace(/-\d+$/, '');

/** A create in progress. */
class Exchange {
  #bytes = [];
  #length = 0;
  #isWhole = false;
  #isOver = false;

  constructor(upstream, process, init, headers, resolve, reject) {
    Object.assign(this, { upstream, process, body: init.body, headers });
    const { chance, trace } = upstream.world;
    this.plan = chance.weighted(upstream.isGateway ? GATEWAY_PLANS : API_PLANS);
    trace(`${process.name} sends a create upstream: ${this.plan}`);
    const forget = process.onEnd(() => this.#leave());
    this.settle = (how, value) => {
      if (this.#isOver) return;
      this.#isOver = true;
      forget();
      (how === 'answer' ? resolve : reject)(value);
    };
    init.signal?.addEventListener('abort', () => {
      if (process.isKeyed && this.#isWhole && !this.#isOver)
        upstream.world.judge.blame('a create was ended from outside', this.plan);
      this.#leave();
      this.settle('fail', new DOMException('The operation was aborted.', 'AbortError'));
    });
    this.#begin();
  }

  /** The caller has left. A create with a complete body continues. */
  #leave() {
    this.isLeft = true;
    this.#abandon();
  }

  #abandon() {
    if (!this.body) return;
    this.body.channel.isAbandoned = true;
    this.body.channel.abandon?.();
  }

  #begin() {
    const { clock, chance } = this.upstream.world;
    if (this.plan === 'no connection') {
      clock.after(chance.delay(), () => this.#fail('Connection refused.'));
      return;
    }
    if (this.plan === 'refused early') {
      clock.after(chance.between(1, 30), () => {
        if (this.#isWhole) return;
        this.settle('answer', error(429, 'rate_limit_error', this.upstream.requestId()));
      });
    }
    this.#pump();
  }

  async #pump() {
    const { clock, chance } = this.upstream.world;
    const reader = this.body?.getReader();
    const length = this.headers.get('content-length');
    try {
      while (reader) {
        await clock.sleep(chance.between(1, 10));
        if (this.isLeft) return;
        const { done, value } = await reader.read();
        if (this.isLeft) return;
        if (done) break;
        this.#bytes.push(Uint8Array.from(value));
        this.#length += value.length;
        if (length !== null && this.#length >= Number(length)) this.#whole();
      }
      if (length !== null && this.#length < Number(length)) throw new TypeError('The body was too short.');
      this.#whole();
    } catch (error) {
      this.upstream.world.trace('upstream: the body broke off');
      this.upstream.world.count('body broken off');
      this.isLeft = true;
      this.settle('fail', error);
    }
  }

  /** The body is complete. */
  #whole() {
    if (this.#isWhole) return;
    this.#isWhole = true;
    const { clock, chance, judge } = this.upstream.world;
    const text = Buffer.concat(this.#bytes).toString();
    judge.forwarded(text, isJson(text));
    const slow = this.plan === 'created slowly' ? chance.between(5000, 120_000) : chance.between(5, 200);
    clock.after(slow, () => this.#act(isJson(text) ? this.plan : 'refused 400', text));
  }

  #act(plan, text) {
    const { upstream } = this;
    const { clock, chance, count } = upstream.world;
    const store = () => {
      // The most critical moment for code that waits for the end of the answer.
      this.process.onStored?.();
      return upstream.store(text, plan);
    };
    const later = () => {
      count('stored later');
      clock.after(chance.between(1000, 600_000), store);
    };
    const answer = (response) => clock.after(chance.delay(), () => this.settle('answer', response));
    const refuse = (status, type) => answer(error(status, type, upstream.requestId(), retryAfter(chance)));
    if (plan.startsWith('gateway')) count('gateway in its own words');
    if (/stored$/.test(plan) && !/not stored$/.test(plan)) store();
    if (/stored later$/.test(plan)) later();
    switch (plan) {
      case 'created':
      case 'created slowly':
        return answer(json(200, store().json, upstream.requestId()));
      case 'refused 400':
        return refuse(400, 'invalid_request_error');
      case 'refused 429':
      case 'refused early':
        return refuse(429, 'rate_limit_error');
      case 'refused 529':
        return refuse(529, 'overloaded_error');
      case 'failed, not stored':
      case 'failed, stored':
        return refuse(500, 'api_error');
      case 'answer broken off':
        count('answer broken off');
        return answer(brokenOff(store().json));
      case 'gateway 429, stored':
      case 'gateway 429, not stored':
        return answer(new SimulatedResponse('Too many requests', { status: 429 }));
      case 'gateway 429 with envelope, stored':
        return answer(error(429, 'rate_limit_error', {}));
      case 'gateway 529, stored':
        return answer(new SimulatedResponse('', { status: 529 }));
      case 'gateway 502, stored':
        return answer(new SimulatedResponse('Bad gateway', { status: 502 }));
      case 'gateway 504, stored later':
        return answer(new SimulatedResponse('Gateway timeout', { status: 504 }));
      case 'gateway page, stored':
        return answer(new SimulatedResponse('<html>', { status: 200, headers: { 'content-type': 'text/html' } }));
      case 'gateway redirect':
        return answer(new SimulatedResponse('', { status: 307, headers: { location: '/elsewhere' } }));
      default:
        clock.after(chance.delay(), () => this.#fail('Network connection lost.'));
    }
  }

  #fail(message) {
    this.settle('fail', new TypeError(message));
    this.#leave();
  }
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const retryAfter = (chance) => (chance.yes(0.3) ? { 'retry-after': String(chance.between(1, 5)) } : {});

const json = (status, text, headers) =>
  new SimulatedResponse(text, { status, headers: { 'content-type': 'application/json', ...headers } });

const error = (status, type, headers, more) =>
  json(status, JSON.stringify({ type: 'error', error: { type, message: 'simulated' } }), { ...headers, ...more });

/** Returns the head of an answer and half of its body, without an end. */
function brokenOff(text) {
  const half = new TextEncoder().encode(text.slice(0, text.length / 2));
  const body = streamOf([half], new TypeError('The body broke off.'));
  return json(200, body, {});
}

function batch(id, now, processing) {
  return {
    id,
    type: 'message_batch',
    processing_status: 'in_progress',
    request_counts: { processing, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
    created_at: new Date(now).toISOString(),
    expires_at: new Date(now + 86_400_000).toISOString(),
    ended_at: null,
    cancel_initiated_at: null,
    results_url: null,
  };
}
