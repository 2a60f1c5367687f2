import type { Batch } from './batch.ts';
import { batchNotFound } from './errors.ts';

/** The batches of an emulator. Reads return them advanced to the current time. */
export class BatchStore {
  /** Oldest first, that is by increasing sequence; a create appends. */
  readonly #batches: Batch[] = [];
  readonly #byId = new Map<string, Batch>();
  /** Contains deleted batches too, because a client that deletes batches while paging still uses their ids as cursors. */
  readonly #sequences = new Map<string, number>();

  add(batch: Batch): void {
    this.#batches.push(batch);
    this.#byId.set(batch.id, batch);
    this.#sequences.set(batch.id, batch.born.sequence);
  }

  all(): readonly Batch[] {
    return this.#batches;
  }

  /** Returns the batch's number from 1, in the order of creation. Deleted batches keep their numbers. */
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

  /** Returns up to `limit` batches created before the given one, or the newest; newest first. */
  olderThan(id: string | undefined, limit: number): { batches: Batch[]; more: boolean } {
    const end = id === undefined ? this.#batches.length : this.#position(this.#sequenceOf(id));
    const start = Math.max(0, end - limit);
    return { batches: this.#batches.slice(start, end).reverse(), more: start > 0 };
  }

  /** Returns the `limit` batches created right after the given one; newest first. */
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

  /** Returns the position of the first batch with this sequence or a later one. */
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
