import type { Batch } from './batch.ts';
import { batchNotFound } from './errors.ts';

/** The batches of an emulator. Reading hands them out caught up with the clock. */
export class BatchStore {
  /** Oldest first, so by rising sequence; a create adds at the end. */
  readonly #batches: Batch[] = [];
  readonly #byId = new Map<string, Batch>();
  /** Outlives deleted batches: a client that deletes while it pages still holds their ids as cursors. */
  readonly #sequences = new Map<string, number>();

  add(batch: Batch): void {
    this.#batches.push(batch);
    this.#byId.set(batch.id, batch);
    this.#sequences.set(batch.id, batch.born.sequence);
  }

  all(): readonly Batch[] {
    return this.#batches;
  }

  /** The batch's number from 1, in the order of creation; batches that are deleted keep theirs. */
  number(id: string): number | undefined {
    const sequence = this.#sequences.get(id);
    return sequence === undefined ? undefined : sequence + 1;
  }

  get(id: string, now: number): Batch {
    const batch = this.#byId.get(id);
    if (batch === undefined) throw batchNotFound(id);
    return batch.advance(now);
  }

  delete(id: string): void {
    const batch = this.#byId.get(id);
    if (batch === undefined) throw batchNotFound(id);
    this.#byId.delete(id);
    this.#batches.splice(this.#position(batch.born.sequence), 1);
  }

  /** Up to `limit` batches created before the one given, or before now; newest first. */
  olderThan(id: string | undefined, limit: number): { batches: Batch[]; more: boolean } {
    const end = id === undefined ? this.#batches.length : this.#position(this.#sequenceOf(id));
    const start = Math.max(0, end - limit);
    return { batches: this.#batches.slice(start, end).reverse(), more: start > 0 };
  }

  /** The `limit` batches created next after the one given; newest first. */
  newerThan(id: string, limit: number): { batches: Batch[]; more: boolean } {
    const start = this.#position(this.#sequenceOf(id) + 1);
    const end = Math.min(this.#batches.length, start + limit);
    return { batches: this.#batches.slice(start, end).reverse(), more: end < this.#batches.length };
  }

  #sequenceOf(id: string): number {
    const sequence = this.#sequences.get(id);
    if (sequence === undefined) throw batchNotFound(id);
    return sequence;
  }

  /** Where the first batch with this sequence or a later one stands. */
  #position(sequence: number): number {
    let low = 0;
    let high = this.#batches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const batch = this.#batches[middle];
      if (batch !== undefined && batch.born.sequence < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
