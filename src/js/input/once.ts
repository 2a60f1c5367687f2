// Remembers inputs that can be read only once (streams and iterators), because one that was read looks like an empty one.
import { BatchError } from '../errors.ts';
import { wrong } from '../options.ts';

const taken = new WeakSet<object>();

/**
 * The error of a second reading of what can be read only once.
 * @internal
 */
export const alreadyRead = (message: string): BatchError => new BatchError(message, { code: 'already_read' });

/**
 * Takes an input for one reading. Throws if it was taken before, or if it is locked to another reader. `name` is the argument's
 * name.
 * @internal
 */
export function takeOnce(name: string, value: object): void {
  if (taken.has(value)) {
    const message = `${name}: this input can be read only once, and was read already. Pass one that can be read again, such as text, bytes, a Blob or an array, or a function that makes a new one.`;
    throw alreadyRead(message);
  }
  if ((value as { locked?: unknown }).locked === true) {
    throw wrong(name, 'a stream that nobody else reads', value, 'one that is locked to a reader');
  }
  taken.add(value);
}

/**
 * Takes an iterable for one reading if it is an iterator. Other iterables can be iterated again.
 * @internal
 */
export function takeIterator(name: string, value: object): void {
  if ('next' in value) takeOnce(name, value);
}
