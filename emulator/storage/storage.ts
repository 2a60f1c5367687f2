/** Names of the functions of a `Storage`. */
export const STORAGE_FUNCTIONS = [
  'events',
  'append',
  'put',
  'get',
  'delete',
  'clear',
] as const satisfies (keyof Storage)[];

/**
 * A place for an emulator's state, so that it survives a restart. Calls are sequential: each is made after the previous one has
 * settled.
 *
 * @example
 * const lines: string[] = [];
 * const storage: Pick<Storage, 'append' | 'clear'> = {
 *   append: async (line) => void lines.push(line),
 *   clear: async () => void lines.splice(0),
 * };
 */
export interface Storage {
  /**
   * Returns the lines that `append` added since the last `clear`, in order.
   *
   * @example
   * const lines: string[] = [];
   * const events: Storage['events'] = async function* () {
   *   yield* lines;
   * };
   */
  events(): AsyncIterable<string>;
  /**
   * Adds a line. Once this resolves, the line must survive.
   *
   * @example
   * const append: Storage['append'] = async (line) => void localStorage.setItem(`event-${localStorage.length}`, line);
   */
  append(line: string): Promise<void>;
  /**
   * Stores lines under a name: all of them or none.
   *
   * @example
   * const stored = new Map<string, string[]>();
   * const put: Storage['put'] = async (name, lines) => void stored.set(name, [...lines]);
   */
  put(name: string, lines: Iterable<string>): Promise<void>;
  /**
   * Returns the lines under a name; none if there is no such name.
   *
   * @example
   * const stored = new Map<string, string[]>();
   * const get: Storage['get'] = async function* (name) {
   *   yield* stored.get(name) ?? [];
   * };
   */
  get(name: string): AsyncIterable<string>;
  /**
   * Deletes the lines under a name.
   *
   * @example
   * const stored = new Map<string, string[]>();
   * const remove: Storage['delete'] = async (name) => void stored.delete(name);
   */
  delete(name: string): Promise<void>;
  /**
   * Optional. Called once after the events were read: deletes everything under other names, which an interrupted write
   * may have left.
   *
   * @example
   * const stored = new Map<string, string[]>();
   * const sweep: Storage['sweep'] = async (kept) => {
   *   for (const name of stored.keys()) if (!kept.has(name)) stored.delete(name);
   * };
   */
  sweep?(kept: ReadonlySet<string>): Promise<void>;
  /**
   * Deletes everything.
   *
   * @example
   * const stored = new Map<string, string[]>();
   * const clear: Storage['clear'] = async () => stored.clear();
   */
  clear(): Promise<void>;
}
