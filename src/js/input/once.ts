// Inputs that can be read once: streams, and iterators. One that was read looks like an empty one, so they are remembered.
import { BatchError } from '../errors.ts';
import { wrong } from '../options.ts';

const taken = new WeakSet<object>();

/**
 * Takes an input for one reading. Throws if it was taken before, or if somebody else reads it. `name` is the argument that it is.
 * @internal
 */
export function takeOnce(name: string, value: object): void {
  if (taken.has(value)) {
    const message = `${name}: this input can be read only once, and was read already. Pass one that can be read again, such as text, bytes, a Blob or an array, or a function that makes a new one.`;
    throw new BatchError(message, { code: 'invalid_option' });
  }
  if ((value as { locked?: unknown }).locked === true) {
    throw wrong(name, 'a stream that nobody else reads', value, 'one that is locked to a reader');
  }
  taken.add(value);
}

/**
 * The same for an iterable, if it is an iterator. Others may be iterated again.
 * @internal
 */
export function takeIterator(name: string, value: object): void {
  if ('next' in value) takeOnce(name, value);
}
