import type { Operation } from '../operation.ts';
import { chance, randomOf } from '../seeded.ts';
import { type Fault, faultsFrom } from './document.ts';

/** A call, as far as faults look at it. */
export interface Struck {
  operation: Operation;
  /** Which call of its operation it is, on this batch. */
  attempt: number;
  batchId?: string | undefined;
  /** The batch's number from 1, in the order of creation. */
  batchNumber?: number | undefined;
}

interface Planned {
  fault: Fault;
  /** Names it in the draw, so that faults added later do not change what the others hit. */
  label: string;
  strikes: number;
}

/** The faults of an emulator, and which of them hit a call. */
export class FaultPlan {
  readonly #seed: number;
  #planned: Planned[] = [];
  #added = 0;

  constructor(seed: number, faults: Fault[]) {
    this.#seed = seed;
    this.#plan(faults);
  }

  /** Adds faults; throws the `TypeError` that says what is wrong with them. */
  add(faults: unknown): void {
    this.#plan(faultsFrom(faults));
  }

  clear(): void {
    this.#planned = [];
  }

  /** The faults and how often each has struck. */
  list(): (Fault & { strikes: number })[] {
    return this.#planned.map(({ fault, strikes }) => ({ ...fault, strikes }));
  }

  /** The faults that hit this call, in the order of the document. Each is counted. */
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
