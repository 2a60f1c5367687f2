import { assemble } from './emulator.ts';
import type { Fault } from './faults/document.ts';
import type { LedgerReport } from './ledger.ts';
import type { EmulatorOptions } from './options.ts';

export type { AnswerKind, Shares } from './answers/kind.ts';
export type { AnswerText } from './answers/text.ts';
export type { Validator } from './create/check.ts';
export { ConnectionCut } from './faults/cut.ts';
export type { Fault } from './faults/document.ts';
export type { FaultKind } from './faults/kinds.ts';
export type { LedgerCall, LedgerCreate, LedgerReport } from './ledger.ts';
export type { Tier } from './meter.ts';
export type { Operation } from './operation.ts';
export type {
  AnswerOptions,
  CannedResults,
  EmulatorOptions,
  ItemResult,
  MessageOverride,
  Responder,
} from './options.ts';
export type { Storage } from './storage/storage.ts';
export type * from './wire.ts';

/** What a test does to an emulator: the functions behind `/_emulator/`. */
export interface Controls {
  /** The emulator's clock, in milliseconds since 1970. */
  now(): number;
  /** Lets so much time pass at once; below 0 sets the clock back. */
  advance(ms: number): void;
  /** Ends a batch now, with all its work done. Throws if there is no such batch. */
  finish(id: string): void;
  /** Adds faults. Throws a `TypeError` that says what is wrong with them, and where. */
  inject(faults: Fault[] | { faults: Fault[] }): void;
  /** The faults, and how often each has struck. */
  faults(): (Fault & { strikes: number })[];
  clearFaults(): void;
  /** What was called, stored and billed. */
  ledger(): LedgerReport;
  /** Back to the beginning: no batches, no ledger, the clock, faults and seed it was made with. */
  reset(): void;
}

/** A Message Batches API of its own: batches live in it until it is dropped. */
export interface Emulator extends Controls {
  /**
   * Answers a request to any origin. It needs no `this`: hand it to a server as its handler, or to a client in place of
   * the global `fetch`, which is why it takes an address and `init` too. Rejects with a `ConnectionCut` where a fault cuts
   * the connection.
   */
  fetch(this: void, input: Request | URL | string, init?: RequestInit): Promise<Response>;
}

/**
 * A stateful Message Batches API as a web-standard fetch handler, for Node, Bun, Deno, Workers and pages.
 *
 * Time passes by its clock alone (`now`), looked at on each request; nothing runs in between. Memory: under a kilobyte for
 * each request of a batch, however long the request is, until the batch is deleted or archived; with a responder, or
 * answers that echo, as much text as they need of it. Bodies and results stream: a create needs some megabytes while it
 * is being read, results a few hundred kilobytes however long they are.
 *
 * @throws TypeError, RangeError when an option is wrong.
 */
export function createEmulator(options?: EmulatorOptions): Emulator {
  return assemble(options).emulator;
}
