import { assemble, type Emulator } from './emulator.ts';
import type { EmulatorOptions } from './options.ts';

export type { AnswerKind, Shares } from './answers/kind.ts';
export type { AnswerText } from './answers/text.ts';
export type { Controls } from './control.ts';
export type { Validator } from './create/check.ts';
export type { Emulator } from './emulator.ts';
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
  ResultOrder,
} from './options.ts';
export type { Storage } from './storage/storage.ts';
export type * from './wire.ts';

/**
 * Makes a stateful Message Batches API as a web-standard fetch handler, for Node, Bun, Deno, Workers and pages.
 *
 * Time follows its clock (`now`), which is read on each request; nothing runs in between. Memory: less than a kilobyte
 * per request of a batch, however long the request is, until the batch is deleted or archived; with a responder or
 * answers that echo, plus the text that those need. Bodies and results are streams: a create needs a few megabytes while
 * it is read, results need a few hundred kilobytes however long they are.
 *
 * @throws TypeError or RangeError for a wrong option.
 *
 * @example
 * const emulator = createEmulator({ processingMs: 0 });
 * const client = new BatchClient({ fetch: emulator.fetch, apiKey: 'any' });
 * const batch = await client.create(requests);
 */
export function createEmulator(options?: EmulatorOptions): Emulator {
  return assemble(options).emulator;
}
