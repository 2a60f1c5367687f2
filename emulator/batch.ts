import { DAY, rfc3339, SECOND } from './clock.ts';
import type { Contents } from './create/envelope.ts';
import { invalidRequest } from './errors.ts';
import type { ItemResult, Settings } from './options.ts';
import { Work } from './outcome.ts';
import { randomOf, shuffled, swap } from './seeded.ts';
import type { MessageBatch, MessageBatchIndividualResponse, RequestCounts } from './wire.ts';

const LIFETIME = DAY;
const RESULTS_KEPT = 29 * DAY;
/** Duration of a cancel. The API takes tens of seconds, but tests should not have to. */
const WIND_DOWN = SECOND;
/** The share of the waiting items that are in progress at a cancel, and therefore finish. */
const IN_FLIGHT = 0.1;

/**
 * Maximum size of a batch whose results have the order of its requests by default. Small batches were recorded in this order
 * (crmne/ruby_llm, 2026-08-19). The API promises no order, and the threshold is a guess.
 */
const FEW = 100;

/** The immutable data of a batch. */
export interface Born {
  id: string;
  /** Increases with every create, so newer batches have larger numbers. */
  sequence: number;
  seed: number;
  createdAt: number;
  /** Time until all items are done, unless the batch is canceled. */
  processingMs: number;
  size: number;
}

export interface Cancel {
  at: number;
  /** Number of items that are done at the end of the cancel. */
  processed: number;
}

export interface End {
  at: number;
  /** Number of items that were processed; the others were cut off. */
  processed: number;
  counts: RequestCounts;
}

/** Events of a batch, for the storage. */
export interface BatchEvents {
  ended(batch: Batch, end: End, responses: ReadonlyMap<number, ItemResult>): void;
  archived(batch: Batch): void;
}

/**
 * A batch and its life cycle: `in_progress`, possibly `canceling`, `ended`, and archived 29 days after its creation.
 *
 * It has no timer. Callers pass the time to `advance`, and the batch catches up: its end has the planned time, not the time of
 * the call. Events that have happened remain, even if the clock is set back.
 *
 * Memory: the kept parts of the items' `params`, and about 200 bytes per item, until the batch is archived or deleted.
 */
export class Batch {
  readonly born: Born;
  readonly #settings: Pick<Settings, 'responder' | 'answers' | 'counts' | 'order'>;
  readonly #events: BatchEvents;
  #contents: Contents;
  #work: Work;
  #cancel: Cancel | undefined;
  #finishAt = Number.POSITIVE_INFINITY;
  #end: End | undefined;
  #archived = false;

  constructor(
    born: Born,
    contents: Contents,
    settings: Pick<Settings, 'responder' | 'answers' | 'counts' | 'order'>,
    events: BatchEvents,
  ) {
    this.born = born;
    this.#contents = contents;
    this.#settings = settings;
    this.#events = events;
    this.#work = this.#newWork(new Map());
  }

  get id(): string {
    return this.born.id;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get hasResults(): boolean {
    return this.ended && !this.#archived;
  }

  /** Number of items that were not processed yet. */
  get waiting(): number {
    return this.ended ? 0 : this.#work.counts.processing;
  }

  advance(now: number): this {
    if (this.#end === undefined) {
      const at = this.#plannedEnd();
      if (now >= at) this.#settle(at);
      else if (this.#settings.counts === 'moving' && this.#cancel === undefined) this.#work.advance(this.#doneAt(now));
    }
    if (!this.#archived && now >= this.born.createdAt + RESULTS_KEPT) {
      this.#archived = true;
      this.#release();
      this.#events.archived(this);
    }
    return this;
  }

  /**
   * Starts a cancel. Of a batch with two or more items, at least one is finished and at least one is canceled, so that a caller
   * meets both cases. A second cancel changes nothing and returns `undefined`. The 400 for a cancel after the end is a guess: no
   * source confirms it.
   */
  cancel(now: number): Cancel | undefined {
    if (this.#end !== undefined) {
      throw invalidRequest(`Message Batch ${this.id} has already ended and cannot be canceled.`);
    }
    if (this.#cancel !== undefined) return undefined;
    const { size } = this.born;
    const done = this.#doneAt(now);
    const underWay = Math.ceil((size - done) * IN_FLIGHT);
    this.#cancel = { at: now, processed: Math.min(done + underWay, size - 1) };
    return this.#cancel;
  }

  /** Finishes all processing, or a cancel, immediately. */
  finish(now: number): void {
    if (this.#end === undefined) this.#finishAt = now;
    this.advance(now);
  }

  /** Restores the state of an earlier run. */
  restore({ cancel, end, responses }: { cancel?: Cancel; end?: End; responses?: Map<number, ItemResult> }): void {
    this.#cancel = cancel;
    if (end === undefined) return;
    this.#archived = this.#contents.items.length === 0;
    if (!this.#archived) {
      // The same draws give the same outcomes. The results of a responder were stored.
      this.#work = this.#newWork(responses ?? new Map(), { ...this.#settings, responder: undefined });
      this.#run(end.processed);
    }
    this.#end = end;
  }

  toWire(resultsUrl: string): MessageBatch {
    const end = this.#end;
    const { createdAt } = this.born;
    const time = (at: number | undefined) => (at === undefined ? null : rfc3339(at));
    return {
      id: this.id,
      type: 'message_batch',
      processing_status: end ? 'ended' : this.#cancel ? 'canceling' : 'in_progress',
      request_counts: { ...(end?.counts ?? this.#work.counts) },
      ended_at: time(end?.at),
      created_at: rfc3339(createdAt),
      expires_at: rfc3339(createdAt + LIFETIME),
      archived_at: this.#archived ? rfc3339(createdAt + RESULTS_KEPT) : null,
      cancel_initiated_at: time(this.#cancel?.at),
      results_url: this.hasResults ? resultsUrl : null,
    };
  }

  /** Yields the ids of the items that are billed. */
  *billed(): Generator<string> {
    for (const [index, { customId }] of this.#contents.items.entries()) if (this.#work.succeeded(index)) yield customId;
  }

  /**
   * Yields the results. The order is always the same for the same `variant`. A batch that is deleted or archived meanwhile can
   * still be read to its end.
   */
  *results(variant = ''): Generator<MessageBatchIndividualResponse> {
    const work = this.#work;
    const { items, schemas } = this.#contents;
    for (const index of this.#resultOrder(variant)) {
      const item = items[index];
      if (item !== undefined) yield { custom_id: item.customId, result: work.resultOf(index, schemas) };
    }
  }

  /** A shuffled order never begins with the first item, so that code that relies on the order cannot succeed by chance. */
  #resultOrder(variant: string): Uint32Array {
    const { order: wanted } = this.#settings;
    const inOrder = wanted === 'requests' || (wanted === 'few_in_order' && this.born.size <= FEW);
    if (inOrder && variant === '') return Uint32Array.from({ length: this.born.size }, (_, index) => index);
    const random = randomOf(this.born.seed, `${this.id}/order${variant}`);
    const order = shuffled(this.born.size, random);
    if (order[0] === 0 && order.length > 1) swap(order, 0, 1 + (random() % (order.length - 1)));
    return order;
  }

  #plannedEnd(): number {
    const { createdAt, processingMs } = this.born;
    const done = this.#cancel ? this.#cancel.at + WIND_DOWN : createdAt + processingMs;
    return Math.min(done, createdAt + LIFETIME, this.#finishAt);
  }

  #settle(at: number): void {
    const processed = this.#cancel?.processed ?? (at === this.#finishAt ? this.born.size : this.#doneAt(at));
    this.#run(processed);
    this.#end = { at, processed, counts: { ...this.#work.counts } };
    this.#events.ended(this, this.#end, this.#work.responses);
  }

  #run(processed: number): void {
    this.#work.advance(processed);
    this.#work.cutOff(this.#cancel ? 'canceled' : 'expired');
  }

  /** Returns the number of items done by this time: they are processed evenly over `processingMs`. */
  #doneAt(time: number): number {
    const { createdAt, processingMs, size } = this.born;
    const elapsed = Math.max(0, time - createdAt);
    return elapsed >= processingMs ? size : Math.floor((size * elapsed) / processingMs);
  }

  #newWork(responses: Map<number, ItemResult>, settings = this.#settings): Work {
    const lot = { seed: this.born.seed, batchId: this.id };
    return new Work(this.#contents.items, settings, lot, responses);
  }

  #release(): void {
    this.#contents = { items: [], schemas: [] };
    this.#work = this.#newWork(new Map());
  }
}
