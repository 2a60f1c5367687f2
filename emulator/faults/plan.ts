import type { Operation } from '../operation.ts';
import { chance, randomOf } from '../seeded.ts';
import { type Fault, faultsFrom } from './document.ts';

/** The facts about a call that faults depend on. */
export interface Struck {
  operation: Operation;
  /** The number of the call among those of its operation on this batch. */
  attempt: number;
  batchId?: string | undefined;
  /** The batch's number from 1, in the order of creation. */
  batchNumber?: number | undefined;
}

interface Planned {
  fault: Fault;
  /** Identifies the fault in the draw, so that faults added later do not change which calls the others strike. */
  label: string;
  strikes: number;
}

/** The faults of an emulator, and the selection of those that strike a call. */
export class FaultPlan {
  readonly #seed: number;
  #planned: Planned[] = [];
  #added = 0;

  constructor(seed: number, faults: Fault[]) {
    this.#seed = seed;
    this.#plan(faults);
  }

  /** Adds faults. Throws a `TypeError` that describes an invalid one. */
  add(faults: unknown): void {
    this.#plan(faultsFrom(faults));
  }

  clear(): void {
    this.#planned = [];
  }

  /** Returns the faults, and how often each has struck. */
  list(): (Fault & { strikes: number })[] {
    return this.#planned.map(({ fault, strikes }) => ({ ...fault, strikes }));
  }

  /** Returns the faults that strike this call, in the order of the document, and counts each. */
  strike(call: Struck): Fault[] {
    return this.#planned
      .filter((planned) => this.#hits(planned, call))
      .map((planned) => {
        planned.strikes += 1;
        return planned.fault;
      });
  }

  #hits({ fault, label, strikes }: Planned, call: Struck): boolean {
    const { operation = 'any', batch, attempt, share = 1, times } = fault;
    if (operation !== 'any' && ![operation].flat().includes(call.operation)) return false;
    if (batch !== undefined && batch !== call.batchId && batch !== call.batchNumber) return false;
    if (attempt !== undefined && !includes(attempt, call.attempt)) return false;
    if (times !== undefined && strikes >= times) return false;
    if (share >= 1) return true;
    const of = call.batchNumber ?? call.batchId ?? '';
    return chance(randomOf(this.#seed, `fault/${label}/${call.operation}/${of}/${call.attempt}`)) < share;
  }

  #plan(faults: Fault[]): void {
    for (const fault of faults) this.#planned.push({ fault, label: String(this.#added++), strikes: 0 });
  }
}

function includes(attempt: NonNullable<Fault['attempt']>, number: number): boolean {
  if (typeof attempt === 'number') return attempt === number;
  if (Array.isArray(attempt)) return attempt.includes(number);
  return number >= (attempt.from ?? 1) && number <= (attempt.to ?? Number.POSITIVE_INFINITY);
}
