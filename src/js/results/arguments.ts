// Checks arguments that only the shell uses. A value of a wrong type that reached the core would end its instance.
import { wrong } from '../options.ts';
import { bytesIn } from '../realms.ts';
import type { Store } from '../store/spills/store.ts';

/**
 * Throws for options of a join or an order whose values the core does not check.
 * @internal
 */
export function checkOrder({ key, spill }: { key?: unknown; spill?: unknown }): void {
  if (key !== undefined && typeof key !== 'string' && typeof key !== 'function') {
    throw wrong('key', 'the name of a column, or a function', key);
  }
  if (spill === undefined || spill === null) return;
  const hasAll = typeof spill === 'object' && METHODS.every((name) => typeof Reflect.get(spill, name) === 'function');
  if (!hasAll) throw wrong('spill', `a store, which has the methods ${METHODS.join(', ')}`, spill);
}

const METHODS: (keyof Store)[] = ['write', 'seal', 'read', 'close'];

/**
 * Throws for a value that is not a list of ids. Ids that can be read only once are checked when they are needed.
 * @internal
 */
export function checkHandled(handled: unknown): void {
  if (handled === undefined || handled === null) return;
  if (typeof handled !== 'object' || handled === null || !(Symbol.iterator in handled)) {
    throw wrong('handled', 'an iterable of ids', handled);
  }
  if (Array.isArray(handled) || 'size' in handled) for (const _ of handledIds(handled as Iterable<unknown>));
}

/**
 * Yields the ids, and throws for one that is not a string.
 * @internal
 */
export function* handledIds(handled: Iterable<unknown>): Generator<string> {
  let number = 0;
  for (const id of handled) {
    number += 1;
    if (typeof id !== 'string') throw wrong(`handled, item ${number}`, 'an id', id);
    yield id;
  }
}

/**
 * Returns bytes that a store has read, and throws if they are not the bytes from `start` to `end`.
 * @internal
 */
export function checkRead(bytes: unknown, start: number, end: number): Uint8Array {
  const view = ArrayBuffer.isView(bytes) ? bytesIn(bytes) : undefined;
  if (view?.length === end - start) return view;
  throw wrong('spill', `${end - start} bytes from read(${start}, ${end})`, bytes, view && `${view.length}`);
}
