// Properties over inputs that `fast-check` generates and shrinks. A failure reports the smallest input that fails.
//
// The inputs are the same in every run. `PROPERTY_SEED=2` generates others, `PROPERTY_TIMES=20` twenty times as many. A failure
// prints its seed.
import fc from 'fast-check';

/** Runs a check that throws or rejects if the property is false, on `cases` inputs. */
export async function holds(cases, inputs, check) {
  const seed = wholeNumber('PROPERTY_SEED');
  const property = fc.asyncProperty(inputs, async (input) => void (await check(input)));
  const numRuns = cases * wholeNumber('PROPERTY_TIMES');
  await fc.assert(property, { seed, numRuns, includeErrorInReport: true });
}

/** A list up to the maximum length. By default, fast-check's lists are short. */
export const list = (of, minLength, maxLength) => fc.array(of, { minLength, maxLength, size: 'max' });

/** One of these values, in proportion to their weights. They shrink to the first. */
export const weighted = (...weights) =>
  fc.oneof({ withCrossShrink: true }, ...weights.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** True once in `times` cases. */
export const rarely = (times) => fc.nat(times - 1).map((number) => number === times - 1);

function wholeNumber(name) {
  const text = process.env[name] ?? '1';
  if (!/^\d{1,9}$/.test(text)) throw new RangeError(`${name}: expected a whole number, found ${JSON.stringify(text)}`);
  return Number(text);
}
