import { DAY, rfc3339, SECOND } from './clock.ts';
import { invalidRequest } from './errors.ts';
import type { Item } from './item.ts';
import type { Settings } from './options.ts';
import { type Progress, resultOf, type Settlement, settle } from './outcome.ts';
import { randomOf, shuffled, swap } from './seeded.ts';
import type { MessageBatch, MessageBatchIndividualResponse, RequestCounts } from './wire.ts';

const LIFETIME = DAY;
const RESULTS_KEPT = 29 * DAY;
/** How long a cancel winds down: the API takes tens of seconds, a test should not have to. */
const WIND_DOWN = SECOND;
/** The share of the waiting items that are under way when a cancel comes, and are finished all the same. */
const IN_FLIGHT = 0.1;

/**
 * One batch and its life: `in_progress`, perhaps `canceling`, `ended`; 29 days after its creation archived.
 *
 * It has no timer. Whoever looks at it says what time it is (`advance`), and it catches up: with the end it had
 * planned, not with the moment it was looked at. What has happened stays, even if the clock is set back.
 *
 * Memory: the items' `params` as JSON text and about 200 bytes an item, until archived or deleted.
 */
export class Batch {
  readonly id: string;
  /** Counts up with every create; newer batches have larger numbers. */
  readonly sequence: number;
  readonly #settings: Settings;
  readonly #createdAt: number;
  readonly #size: number;
  #items: readonly Item[];
  #cancel: { at: number; processed: number } | undefined;
  #end: { at: number; settlement: Settlement } | undefined;
  #archived = false;

  constructor(id: string, sequence: number, items: readonly Item[], createdAt: number, settings: Settings) {
    this.id = id;
    this.sequence = sequence;
    this.#items = items;
    this.#size = items.length;
    this.#createdAt = createdAt;
    this.#settings = settings;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get hasResults(): boolean {
    return this.ended && !this.#archived;
  }

  advance(now: number): this {
    if (this.#end === undefined) {
      const at = this.#plannedEnd();
      if (now >= at) this.#end = { at, settlement: this.#settle() };
    }
    if (!this.#archived && now >= this.#createdAt + RESULTS_KEPT) {
      this.#archived = true;
      this.#items = [];
    }
    return this;
  }

  /**
   * Starts a cancel. Of a batch of two or more items one at least is finished and one at least is canceled, so that a
   * caller meets both. A second cancel changes nothing. That a cancel after the end is a 400 is a guess: no source says.
   */
  cancel(now: number): void {
    if (this.#end !== undefined) {
      throw invalidRequest(`Message Batch ${this.id} has already ended and cannot be canceled.`);
    }
    if (this.#cancel !== undefined) return;
    const done = this.#processedAt(now);
    const underWay = Math.ceil((this.#size - done) * IN_FLIGHT);
    this.#cancel = { at: now, processed: Math.min(done + underWay, this.#size - 1) };
  }

  toWire(origin: string): MessageBatch {
    const end = this.#end;
    const time = (at: number | undefined) => (at === undefined ? null : rfc3339(at));
    return {
      id: this.id,
      type: 'message_batch',
      processing_status: end ? 'ended' : this.#cancel ? 'canceling' : 'in_progress',
      request_counts: end?.settlement.counts ?? this.#waiting(),
      ended_at: time(end?.at),
      created_at: rfc3339(this.#createdAt),
      expires_at: rfc3339(this.#createdAt + LIFETIME),
      archived_at: this.#archived ? rfc3339(this.#createdAt + RESULTS_KEPT) : null,
      cancel_initiated_at: time(this.#cancel?.at),
      results_url: this.hasResults ? `${origin}/v1/messages/batches/${this.id}/results` : null,
    };
  }

  /** The results in the same shuffled order every time. A batch deleted meanwhile is still read to its end. */
  *results(): Generator<MessageBatchIndividualResponse> {
    const settlement = this.#end?.settlement;
    if (settlement === undefined) return;
    const items = this.#items;
    const answer = { batchId: this.id, seed: this.#settings.seed };
    for (const index of this.#resultOrder()) {
      const item = items[index];
      if (item === undefined) continue;
      yield { custom_id: item.customId, result: resultOf(item, index, settlement, answer) };
    }
  }

  /** Never begins with the first item, so that code relying on the order cannot pass by luck. */
  #resultOrder(): Uint32Array {
    const random = randomOf(this.#settings.seed, `${this.id}/order`);
    const order = shuffled(this.#size, random);
    if (order[0] === 0 && this.#size > 1) swap(order, 0, 1 + (random() % (this.#size - 1)));
    return order;
  }

  #plannedEnd(): number {
    const done = this.#cancel ? this.#cancel.at + WIND_DOWN : this.#createdAt + this.#settings.processingMs;
    return Math.min(done, this.#createdAt + LIFETIME);
  }

  #settle(): Settlement {
    const progress: Progress = this.#cancel
      ? { processed: this.#cancel.processed, cutOff: 'canceled' }
      : { processed: this.#processedAt(this.#createdAt + LIFETIME), cutOff: 'expired' };
    const random = randomOf(this.#settings.seed, `${this.id}/progress`);
    return settle(this.#items, progress, random, this.#settings.responder);
  }

  /** The items done by then: they are worked off evenly over `processingMs`. */
  #processedAt(time: number): number {
    const elapsed = Math.max(0, time - this.#createdAt);
    const { processingMs } = this.#settings;
    return elapsed >= processingMs ? this.#size : Math.floor((this.#size * elapsed) / processingMs);
  }

  /** All items count as processing until the whole batch has ended, as the reference says. */
  #waiting(): RequestCounts {
    return { processing: this.#size, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
  }
}
