/**
 * A place for results that are put in order: more than fits in memory, written once from front to back, then read in
 * pieces, then given up.
 */
export interface Spill {
  /** Appends. The bytes are the spill's once it has resolved, and not changed before. */
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Nothing more is written; now it is read. */
  seal(): void | Promise<void>;
  /** The bytes from `start` up to `end`. */
  read(start: number, end: number): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** Gives the space back, also if it was never sealed. Called once, whatever happened before. */
  close(): void | Promise<void>;
}
