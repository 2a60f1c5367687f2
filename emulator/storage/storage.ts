/** The functions of a `Storage`, by name. */
export const STORAGE_FUNCTIONS = [
  'events',
  'append',
  'put',
  'get',
  'delete',
  'clear',
] as const satisfies (keyof Storage)[];

/**
 * Where an emulator keeps its state, so that it survives a restart. All calls are made one after another, none before the
 * one before it has settled.
 */
export interface Storage {
  /** The lines that `append` added since the last `clear`, in order. */
  events(): AsyncIterable<string>;
  /** Adds a line; once this resolves it must survive. */
  append(line: string): Promise<void>;
  /** Keeps lines under a name, all or none of them. */
  put(name: string, lines: Iterable<string>): Promise<void>;
  /** The lines under a name; none if there is no such name. */
  get(name: string): AsyncIterable<string>;
  delete(name: string): Promise<void>;
  /** Optional, called once after the events were read: removes what an end in the middle of a write left under other names. */
  sweep?(kept: ReadonlySet<string>): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
}
