import type { Batch } from './batch.ts';
import { rfc3339 } from './clock.ts';
import type { Operation } from './operation.ts';

/** Older calls are forgotten, and counted. */
const KEPT_CALLS = 10_000;

/** One call of the API. */
export interface LedgerCall {
  /** By the emulator's clock. */
  at: string;
  operation: Operation;
  /** Which call of its operation it is, on this batch. */
  attempt: number;
  batchId: string | null;
  requestId: string;
  /** What the caller was answered; null where the connection was cut before. */
  status: number | null;
  /** The kinds of the faults that struck. */
  faults: string[];
}

/** One create, whether or not its caller heard of it. */
export interface LedgerCreate extends LedgerCall {
  operation: 'create';
  /** A batch was made; its id is `batchId`. */
  stored: boolean;
  /** Requests of the stored batch. */
  requests: number;
}

export interface LedgerReport {
  calls: LedgerCall[];
  /** Older calls that are no longer listed. */
  forgotten: number;
  creates: LedgerCreate[];
  /** How often each `custom_id` has succeeded and so was billed, over all batches that have ended. */
  billed: Record<string, number>;
  /** Those that were billed more than once. */
  billedTwice: string[];
}

/** What happened, for a test to assert: above all what was stored and billed although its caller never heard of it. */
export class Ledger {
  #calls: LedgerCall[] = [];
  #forgotten = 0;
  #creates: LedgerCreate[] = [];
  #billed = new Map<string, number>();
  readonly #attempts = new Map<string, number>();

  /** Counts a call; returns its number within its kind. */
  attempt(operation: Operation, batchId: string | undefined): number {
    const key = `${operation} ${batchId ?? ''}`;
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return attempt;
  }

  called(call: Omit<LedgerCall, 'at'> & { at: number }, stored: Batch | undefined): void {
    const entry = { ...call, at: rfc3339(call.at) };
    this.#calls.push(entry);
    if (entry.operation === 'create') {
      this.#creates.push({
        ...entry,
        operation: 'create',
        stored: stored !== undefined,
        requests: stored?.born.size ?? 0,
      });
    }
    if (this.#calls.length >= 2 * KEPT_CALLS) {
      this.#forgotten += this.#calls.length - KEPT_CALLS;
      this.#calls = this.#calls.slice(-KEPT_CALLS);
    }
  }

  bill(batch: Batch): void {
    for (const id of batch.billed()) this.#billed.set(id, (this.#billed.get(id) ?? 0) + 1);
  }

  report(): LedgerReport {
    return {
      calls: [...this.#calls],
      forgotten: this.#forgotten,
      creates: [...this.#creates],
      billed: Object.fromEntries(this.#billed),
      billedTwice: [...this.#billed].filter(([, times]) => times > 1).map(([id]) => id),
    };
  }
}
