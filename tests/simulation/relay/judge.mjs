// The properties that must be true: one intent leads to at most one stored batch, and no report is false.
import { START_MS } from './clock.mjs';

/** `c0i1v0` is body 0 of intent `c0i1`. */
const groupOf = (label) => label.replace(/v\d+$/, '');
/** How long a key is remembered, slightly reduced: a create after that is a new intent. */
const REMEMBERED_MS = 47 * 3_600_000;

export class Judge {
  violations = [];
  #groups = new Map();

  constructor(world) {
    this.world = world;
  }

  blame(what, detail, facts = {}) {
    this.world.trace(`✗ ${what}: ${detail}`);
    const { hasKeys, isGateway } = this.world.plan;
    this.violations.push({ what, detail, hasKeys, isGateway, ...facts, atMs: this.world.clock.now - START_MS });
  }

  /** Returns the data of one intent: its creates with one key. */
  group(name) {
    if (!this.#groups.has(name)) {
      this.#groups.set(name, {
        name,
        stored: [],
        calls: [],
        bodies: new Set(),
        lastOutcome: 'not_sent',
        known: new Map(),
        isForgotten: false,
        closedAt: Number.NEGATIVE_INFINITY,
        isUnkeyed: false,
        arrivals: 0,
      });
    }
    return this.#groups.get(name);
  }

  /** A `create` starts. */
  begin(group, page, variant, options) {
    group.isForgotten ||= group.calls.length > 0 && this.world.clock.now - group.calls[0].startedAt > REMEMBERED_MS;
    const call = { group, page, variant, options, startedAt: this.world.clock.now, isSettled: false };
    group.calls.push(call);
    return call;
  }

  resolved(call, batch) {
    Object.assign(call, { isSettled: true, settledAt: this.world.clock.now });
    const { group, variant } = call;
    this.world.count('created');
    this.world.trace(`${group.name}: create gives ${batch.id}`);
    const stored = group.stored.find(({ id }) => id === batch.id);
    if (stored?.label !== `${group.name}v${variant}`)
      this.blame('create gave a batch that is not its own', `${group.name}, ${batch.id}`);
  }

  rejected(call, error) {
    const { world } = this;
    Object.assign(call, { isSettled: true, settledAt: world.clock.now, error });
    world.trace(
      `${call.group.name}: create fails: ${error?.code ?? error?.message} ${error?.status ?? ''} ${error?.outcome ?? ''}`,
    );
    // A body that a server refused does not count as sent.
    const isRefused = error?.outcome === 'not_sent' && error.status !== undefined;
    world.count(`create fails: ${(isRefused ? undefined : error?.outcome) ?? error?.code ?? error?.message}`);
    if (error?.code === 'needs_idempotency') world.count('refused to send');
    if (error?.code === undefined && error?.message !== 'Lost patience.')
      this.blame('create failed with a foreign error', String(error?.stack));
    if (error?.code === 'internal_error') this.blame('create failed with a foreign error', String(error?.stack));
  }

  /** Checks the result of `findCreated`. */
  searched(group, { proven, batch, candidates }, startedAt, { since }) {
    const { world } = this;
    const said = `${proven ? 'proven' : 'not proven'}, ${batch?.id ?? 'no batch'}`;
    world.trace(`${group.name}: findCreated: ${said}`);
    world.count(`findCreated: ${proven ? 'proven' : 'not proven'}, ${batch ? 'a batch' : 'none'}`);
    const isForgotten = world.clock.now - group.calls[0].startedAt > REMEMBERED_MS;
    const facts = { isUnkeyed: group.isUnkeyed, isForgotten };
    const before = group.stored.filter(({ at }) => at < startedAt);
    if (proven && batch && !group.stored.some(({ id }) => id === batch.id)) {
      this.blame('findCreated proved a batch that is another', `${group.name}, ${batch.id}`, facts);
    }
    // An intent is about its own create: an earlier one with the key may be forgotten, and is not the subject of the look-up.
    const own = before.filter(({ at }) => at >= Date.parse(since));
    if (proven && !batch && own.length > 0) {
      this.blame('findCreated proved that there is no batch', `${group.name}, ${own[0].id}`, facts);
    }
    if (proven && !batch) group.closedAt = world.clock.now;
    // An intent is about its own create: the batch of a repeat may be outside its time.
    const isNamed = candidates.some(({ id }) => id === before[0]?.id);
    if (!proven && before.length > 0 && group.calls.length === 1 && !isNamed) {
      this.blame('findCreated did not name the batch', `${group.name}, ${before[0].id}`, facts);
    }
  }

  /** A copy of a request arrives at the server. */
  arrived(copy) {
    if (copy.method !== 'POST') return;
    const group = this.group(copy.request.page.user.name);
    group.arrivals += 1;
    if (!copy.headers.has('idempotency-key')) group.isUnkeyed = true;
    if (copy.text) group.bodies.add(copy.text);
  }

  /** The upstream has received a complete body. */
  forwarded(text, isJson) {
    if (!isJson) this.blame('a part of a body went upstream as all of it', text.slice(-40));
  }

  stored(batch) {
    const group = this.group(groupOf(batch.label));
    group.stored.push(batch);
    // After this answer a caller may create another batch, so a create that is still in transit must not be stored.
    if (batch.at < group.closedAt + REMEMBERED_MS) {
      this.blame('a batch came after findCreated proved that there is none', `${group.name}, ${batch.id}`);
    }
  }

  /** Checks an answer of the relay to a create with a key. */
  answered(copy, { status, headers, text }) {
    const { world } = this;
    if (copy.method !== 'POST' || !copy.headers.has('idempotency-key') || !world.plan.hasKeys) return;
    const group = this.group(copy.request.page.user.name);
    const known = group.known.get(copy.text);
    if (headers.get('x-idempotency') !== '48h') this.blame('the relay did not announce itself', `${status}`);
    const code = /"error_code":"(\w+)"/.exec(text)?.[1];
    if (status === 200 && text.includes('message_batch')) {
      const { id } = JSON.parse(text);
      if (headers.has('idempotency-replayed')) world.count('replay');
      if (!group.stored.some((one) => one.id === id && one.text === copy.text)) {
        this.blame('the relay answered with another batch', `${group.name}, ${id}`);
      }
      if (known && known.id !== id && !group.isForgotten)
        this.blame('the relay answered differently', `${known.id}, then ${id}`);
      if (!known) group.known.set(copy.text, { id, at: world.clock.now });
    }
    if (code === 'idempotency_outcome_unknown') {
      world.count('409');
      if (status !== 409) this.blame('another status than 409', `${status}`);
    }
    if (code === 'idempotency_key_reused') {
      world.count('422');
      if (status !== 422) this.blame('another status than 422', `${status}`);
      if (group.bodies.size < 2) this.blame('the relay took the body for another', group.name);
    }
    if (world.plan.hasGates && !group.isForgotten) this.#compare(copy, group, code);
  }

  /** Compares an answer with those to later creates with the key. Without output gates the relay may have lost it. */
  #compare(copy, group, code) {
    const isBefore = ({ at }) => at < copy.arrivedAt;
    const same = group.known.get(copy.text);
    const others = [...group.known].filter(([text, answer]) => text !== copy.text && isBefore(answer));
    if (same && isBefore(same) && code !== undefined)
      this.blame('the relay forgot its answer', `${group.name}: ${code}`);
    if (others.length > 0 && code === 'idempotency_outcome_unknown') {
      this.blame('another body was not refused as such', `${group.name}: ${code}`);
    }
  }

  /** Checks the run after all activity has ended. */
  finish() {
    for (const group of this.#groups.values()) this.#finish(group);
  }

  #finish(group) {
    const { plan } = this.world;
    const { name, stored, calls, isUnkeyed } = group;
    for (const call of calls) {
      if (call.page.isOpen && !call.isSettled) this.blame('create never settled', name);
    }
    // After 48 hours a key is new, and a caller that allows the browser to resend accepts duplicates.
    const gaps = stored.slice(1).map(({ at }, place) => at - stored[place].at);
    const isPromised = plan.hasKeys ? !plan.allowsResend || !isUnkeyed : !plan.allowsResend;
    if (isPromised && gaps.some((gap) => gap < REMEMBERED_MS)) {
      this.blame('stored twice', `${name}: ${stored.map(({ id }) => id).join(', ')}`, {
        isUnkeyed,
        calls: calls.length,
      });
    }
    if (calls.length === 1) this.#judgeDenial(calls[0], isPromised);
  }

  /** Checks a create that reported that there is no batch. */
  #judgeDenial({ group, error }, isPromised) {
    if (!error || group.stored.length === 0) return;
    const { outcome, code, status } = error;
    const facts = { isUnkeyed: group.isUnkeyed, arrivals: group.arrivals, status };
    const detail = `${group.name}: ${code} ${status ?? ''}, ${group.stored[0].id}`;
    // After an abort the outcome is reported by `onCall`; without an event, nothing was sent.
    const isAborted = error.message === 'Lost patience.';
    if (isAborted && group.lastOutcome === 'not_sent')
      this.blame('an aborted create said not_sent, and there is a batch', detail, facts);
    if (outcome === 'not_sent') this.blame('create said not_sent, and there is a batch', detail, facts);
    const isRefusal = code !== undefined && outcome === undefined;
    if (isRefusal && isPromised) this.blame('create was refused, and there is a batch', detail, facts);
  }
}
