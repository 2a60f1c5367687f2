// The properties that must always be true. The evidence is the emulator's ledger and the bodies of all creates.
import { SECRET } from './host.mjs';
import { has } from './plan.mjs';

const MINUTE = 60_000;
/** Occurs in the text of each request, and in no stored data except ids and bodies. */
export const TEXT = 'the-text-of-a-request';
/** The prefix of the ids of other jobs in the same process. */
export const COMPANION = 'companion';

const sum = (counts) => Object.values(counts).reduce((all, count) => all + count, 0);
const decoder = new TextDecoder();

export class Judge {
  violations = [];
  /** The ids in each batch, and the phase of the run in which its create was sent. */
  batches = new Map();
  creates = 0;
  largestState = 0;

  constructor(world) {
    this.world = world;
  }

  blame(what, detail) {
    this.world.trace(`✗ ${what}: ${detail}`);
    this.violations.push({ what, detail: String(detail) });
  }

  sent(call) {
    const isOwn = !call.body.includes(`"${COMPANION}-`);
    call.phase = isOwn ? this.world.phase : COMPANION;
    if (isOwn) this.creates += 1;
  }

  stored(batch, requests, phase) {
    const ids = requests.map(({ custom_id }) => custom_id);
    this.world.trace(`stored ${batch} of ${phase}: ${ids.join(' ')}`);
    if (phase === 'neighbour') return void this.batches.set(batch, { ids, phase });
    if (phase === COMPANION) this.world.neighbours += 1;
    for (const [other, known] of this.batches) {
      const twice = known.phase === phase && other !== batch && known.ids.find((id) => ids.includes(id));
      if (twice) this.blame('stored twice', `${twice} is in ${other} and in ${batch}`);
    }
    this.batches.set(batch, { ids, phase });
  }

  /** Returns the batch that has an id, in this phase of the run. */
  batchOf(id) {
    const { phase } = this.world;
    const found = [...this.batches].find(([, batch]) => batch.phase === phase && batch.ids.includes(id));
    return found?.[0];
  }

  /** Checks a value that is written to a store. */
  stores(key, value) {
    if (key.endsWith('/state')) this.#checkSize(value.length);
    if (key.includes('/ids/')) return;
    this.saw(`the value of ${key}`, decoder.decode(value));
  }

  saw(where, value) {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    for (const secret of [SECRET, TEXT])
      if (text.includes(secret)) this.blame('a secret leaks', `${secret} in ${where}`);
  }

  /** A state has data for each shard, and for each batch that resembles it: batches of others and of other shards. */
  #checkSize(bytes) {
    const { plan, neighbours } = this.world;
    this.largestState = Math.max(this.largestState, bytes);
    const shards = Math.ceil(plan.requests / plan.maxRequests) + 1;
    const most = 1500 + shards * (600 + neighbours * 200 + shards * 130);
    if (bytes > most) this.blame('the state grows', `${bytes} bytes, expected ${most} at most`);
  }

  /** Checks another job in the same process after it is collected. */
  async accompanied(job, ids) {
    this.world.count('companion collected');
    const { outcomes, unanswered, surplus } = await job.manifest();
    const isWhole = sum(outcomes) === ids.length && sum(unanswered) + surplus.duplicates + surplus.unknown === 0;
    if (!isWhole) this.blame('a companion lost ids', JSON.stringify({ outcomes, unanswered, surplus }));
  }

  /** Checks a job after it is collected. */
  async ended(job, ids) {
    const { state } = job;
    if (state.status !== 'collected') this.blame('not collected', state.status);
    const manifest = await job.manifest();
    const reasons = Object.keys(manifest.unanswered);
    const all = sum(manifest.outcomes) + sum(manifest.unanswered);
    if (manifest.requests !== ids.length || all !== ids.length) {
      this.blame('ids are lost', `${ids.length} requests, ${all} in ${JSON.stringify(manifest)}`);
    }
    const isUnexpected = (reason) => !(reason === 'dropped' && this.world.wasCanceled);
    if (reasons.some(isUnexpected)) this.blame('not answered', JSON.stringify(manifest.unanswered));
    const { duplicates, unknown } = manifest.surplus;
    if (duplicates + unknown > 0) this.blame('surplus records', JSON.stringify(manifest.surplus));
    await this.#checkResults(job, ids, manifest);
    this.#checkBatches(manifest);
    this.#checkCalls();
  }

  async #checkResults(job, ids, manifest) {
    const counts = {};
    const open = new Set(ids);
    for await (const { custom_id, outcome, text } of job.results()) {
      if (!open.delete(custom_id)) this.blame('not one record', `${custom_id} is unknown or has two`);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      if (outcome === 'done' && text !== `${TEXT} ${custom_id}`)
        this.blame('the record of another', `${custom_id}: ${text}`);
    }
    if (open.size !== sum(manifest.unanswered)) this.blame('no record', [...open].join(' '));
    for (const name of new Set([...Object.keys(counts), ...Object.keys(manifest.outcomes)])) {
      if (counts[name] !== manifest.outcomes[name]) {
        this.blame('outcomes differ', `${name}: ${counts[name]} records, ${manifest.outcomes[name]} in the manifest`);
      }
    }
    const input = [];
    for await (const { custom_id } of job.results({ order: 'input' })) input.push(custom_id);
    const order = ids.filter((id) => !open.has(id));
    if (input.join() !== order.join()) this.blame('another order', input.join(' '));
  }

  /** Checks that each batch of the job is in the manifest, and that the ledger billed no id twice. */
  #checkBatches({ shards }) {
    const { plan, network, wasCanceled } = this.world;
    const named = new Set(shards.map(({ batchId }) => batchId));
    const isForgettable = wasCanceled && plan.ambiguity === 'ask';
    for (const [batch, { phase }] of this.batches) {
      const isOwn = !['neighbour', COMPANION].includes(phase);
      if (isOwn && !named.has(batch) && !isForgettable) this.blame('a batch is forgotten', batch);
    }
    for (const batch of named) {
      const phase = batch === undefined ? '' : this.batches.get(batch)?.phase;
      if (phase === undefined || phase === 'neighbour' || phase === COMPANION)
        this.blame('the batch of another', batch);
    }
    const { creates, billedTwice } = network.emulator.ledger();
    const stored = creates.filter((create) => create.stored).length;
    if (stored !== this.batches.size)
      this.blame('the ledger differs', `${stored} batches, ${this.batches.size} bodies`);
    const own = billedTwice.filter((id) => !id.startsWith('neighbour'));
    if (own.length > 0) this.blame('billed twice', own.join(' '));
  }

  #checkCalls() {
    const { clock, network, plan, startMs, hosts } = this.world;
    const minutes = (clock.now - startMs) / MINUTE;
    const shards = Math.ceil(plan.requests / plan.maxRequests) + 1;
    const most = 400 + shards * 40 + hosts * 60 + minutes * 2 * (has(plan, 'two drivers') ? 2 : 1);
    const companions = plan.companions.reduce((looks, shards) => looks + 200 * shards, 0) * hosts;
    if (network.looks > most + companions)
      this.blame('too many calls', `${network.looks} in ${Math.round(minutes)} minutes`);
    const mostCreates = shards * (60 + minutes / 4);
    if (this.creates > mostCreates) this.blame('too many creates', `${this.creates} for ${shards} shards`);
  }
}
