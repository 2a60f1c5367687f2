import assert from 'node:assert/strict';

/** Returns a value of about 100 kB that contains its number everywhere. */
export const numbered = (number) => new Uint8Array(new Uint32Array(20_000 + (number % 10_000)).fill(number).buffer);

/** Returns the number of a value, which must be complete. */
export function numberOf(value) {
  const numbers = new Uint32Array(value.buffer);
  assert.ok(
    numbers.every((number) => number === numbers[0]),
    'parts of different values',
  );
  assert.equal(numbers.length, 20_000 + (numbers[0] % 10_000), 'the length of another value');
  return numbers[0];
}
