import { drawKind, suits, WORKER_ERRORS } from './answers/kind.ts';
import { messageFor } from './answers/message.ts';
import { type Item, itemError, type Kept } from './create/item.ts';
import type { ItemResult, Responder, Settings } from './options.ts';
import { OUTCOMES, resultFault } from './result_shape.ts';
import { idFrom, type Random, randomOf, shuffled } from './seeded.ts';
import type { MessageBatchResult, RequestCounts } from './wire.ts';

type Outcome = MessageBatchResult['type'];

/** Outcome of an item that was not processed yet. */
const PENDING = 255;

/** The inputs of an item's draw: the same seed and label give the same result. */
export interface Lot {
  seed: number;
  batchId: string;
}

/** The progress of a batch's items: which were processed, their outcomes, and the results of a responder. */
export class Work {
  readonly counts: RequestCounts;
  /** The results that a responder returned, by item index. */
  readonly responses: Map<number, ItemResult>;
  readonly #items: readonly Item[];
  readonly #settings: Pick<Settings, 'responder' | 'answers'>;
  readonly #lot: Lot;
  /** The order in which items are processed. */
  readonly #order: Uint32Array;
  /** The index of each item's outcome in `OUTCOMES`. */
  readonly #outcomes: Uint8Array;
  #done = 0;

  /** `responses` are those of an earlier run: the responder is not called again for these items. */
  constructor(
    items: readonly Item[],
    settings: Pick<Settings, 'responder' | 'answers'>,
    lot: Lot,
    responses = new Map<number, ItemResult>(),
  ) {
    this.#items = items;
    this.#settings = settings;
    this.#lot = lot;
    this.#order = shuffled(items.length, randomOf(lot.seed, `${lot.batchId}/progress`));
    this.#outcomes = new Uint8Array(items.length).fill(PENDING);
    this.counts = { processing: items.length, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
    this.responses = responses;
  }

  /**
   * Processes items until `done` of them are done. Their selection is random; the responder receives the items of one step in
   * batch order.
   */
  advance(done: number): void {
    if (done <= this.#done) return;
    const step = this.#order.slice(this.#done, done).sort();
    const found = new Map<number, Outcome>();
    for (const index of step) {
      const item = this.#items[index];
      if (item !== undefined) found.set(index, this.#outcomeOf(item, index));
    }
    // Done at the end: if the responder throws, it is called again for the whole step, and nothing is counted twice.
    for (const [index, outcome] of found) this.#settle(index, outcome);
    this.#done = done;
  }

  /** Ends all remaining items with this outcome. */
  cutOff(outcome: 'canceled' | 'expired'): void {
    for (const index of this.#order.subarray(this.#done)) this.#settle(index, outcome);
    this.#done = this.#order.length;
  }

  succeeded(index: number): boolean {
    return OUTCOMES[this.#outcomes[index] ?? PENDING] === 'succeeded';
  }

  /** Builds the result of one item on demand: nothing is stored for an ordinary answer. */
  resultOf(index: number, schemas: readonly string[]): MessageBatchResult {
    const item = this.#items[index];
    const outcome = OUTCOMES[this.#outcomes[index] ?? PENDING];
    if (item === undefined || outcome === 'canceled') return { type: 'canceled' };
    const response = this.responses.get(index);
    if (response?.type === 'errored') return response;
    if (outcome === 'expired') return { type: 'expired' };
    const kept = JSON.parse(item.kept) as Kept;
    if (response === undefined && kept.error !== undefined) return { type: 'errored', error: itemError(kept.error) };
    const label = this.#label(item);
    const drawn = response === undefined ? drawKind(this.#settings.answers.shares, this.#random(item)) : undefined;
    const failure = drawn === undefined ? undefined : WORKER_ERRORS[drawn];
    if (drawn !== undefined && failure !== undefined) {
      const requestId = idFrom('workerreq', randomOf(this.#lot.seed, `${label}/worker`));
      return {
        type: 'errored',
        error: { type: 'error', error: { type: drawn, message: failure }, request_id: requestId },
      };
    }
    if (kept.brief === undefined) return { type: 'expired' };
    const kind = suits(drawn, kept.brief) ? drawn : undefined;
    const override = response?.type === 'succeeded' ? response.message : undefined;
    const setting = { seed: this.#lot.seed, label, style: this.#settings.answers, schemas };
    return { type: 'succeeded', message: messageFor(kept.brief, kind, setting, override) };
  }

  #outcomeOf(item: Item, index: number): Outcome {
    const { responder, answers } = this.#settings;
    const known = this.responses.get(index);
    const response = known ?? (responder === undefined ? undefined : respond(responder, item, index));
    if (response !== undefined) {
      this.responses.set(index, response);
      return response.type;
    }
    if (item.failed) return 'errored';
    const drawn = drawKind(answers.shares, this.#random(item));
    if (drawn === 'expired') return 'expired';
    return drawn !== undefined && WORKER_ERRORS[drawn] !== undefined ? 'errored' : 'succeeded';
  }

  #settle(index: number, outcome: Outcome): void {
    this.#outcomes[index] = OUTCOMES.indexOf(outcome);
    this.counts.processing -= 1;
    this.counts[outcome] += 1;
  }

  #random(item: Item): Random {
    return randomOf(this.#lot.seed, `${this.#label(item)}/kind`);
  }

  #label(item: Item): string {
    return `${this.#lot.batchId}/${item.customId}`;
  }
}

function respond(responder: Responder, item: Item, index: number): ItemResult | undefined {
  const request = { custom_id: item.customId, params: (JSON.parse(item.kept) as Kept).params };
  const response: unknown = responder(request, index);
  if (response === undefined) return undefined;
  const fault = resultFault(response);
  if (fault !== undefined)
    throw new TypeError(
      `What the responder returned for "${item.customId}"${fault}; undefined leaves it to the emulator`,
    );
  return response as ItemResult;
}
