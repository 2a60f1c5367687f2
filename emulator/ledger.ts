import type { Batch } from './batch.ts';
import { rfc3339 } from './clock.ts';
import type { Operation } from './operation.ts';

/** Maximum number of calls in the list. Older calls are only counted. */
const KEPT_CALLS = 10_000;

/**
 * One call of the API.
 *
 * @example
 * const failed = ({ status }: LedgerCall) => status === null || status >= 400;
 * console.log(emulator.ledger().calls.filter(failed));
 */
export interface LedgerCall {
  /** Time of the call, by the emulator's clock. */
  at: string;
  operation: Operation;
  /** Number of this call among those of its operation on this batch, from 1. */
  attempt: number;
  /** Id of the batch; null if there is none. */
  batchId: string | null;
  requestId: string;
  /** HTTP status of the response; null if the connection was cut before. */
  status: number | null;
  /** Kinds of the faults that struck. */
  faults: string[];
}

/**
 * One create, even if its response was lost.
 *
 * @example
 * const lost = ({ stored, status }: LedgerCreate) => stored && status === null;
 * expect(emulator.ledger().creates.filter(lost).length).toBe(0);
 */
export interface LedgerCreate extends LedgerCall {
  operation: 'create';
  /** Whether a batch was stored; its id is `batchId`. */
  stored: boolean;
  /** Number of requests of the stored batch. */
  requests: number;
}

/**
 * What was called, stored and billed.
 *
 * @example
 * const { creates, billedTwice }: LedgerReport = emulator.ledger();
 * expect(creates.length).toBe(1);
 */
export interface LedgerReport {
  /** The calls, oldest first. */
  calls: LedgerCall[];
  /** Number of older calls that are no longer listed. */
  forgotten: number;
  /** The creates, oldest first. */
  creates: LedgerCreate[];
  /** How often each `custom_id` succeeded and so was billed, over all batches that have ended. */
  billed: Record<string, number>;
  /** Ids that were billed more than once. */
  billedTwice: string[];
}

/**
 * The history of an emulator for assertions in tests: in particular, what was stored and billed although its response was lost.
 */
export class Ledger {
  #calls: LedgerCall[] = [];
  #forgotten = 0;
  #creates: LedgerCreate[] = [];
  #billed = new Map<string, number>();
  readonly #attempts = new Map<string, number>();

  /** Counts a call. Returns its number among calls of its kind. */
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
