// Examples in doc comments of an invented package.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkExamples, packageEntries } from '../../scripts/check/examples.mjs';

const INDEX = 'tests/scripts/made-up/index.ts';
const EXTRA = 'tests/scripts/made-up/extra.ts';
const entries = [
  ['made-up', INDEX],
  ['made-up/extra', EXTRA],
];
/** The prelude normally imports its types from the package, but this package has none. */
const check = (index, extra = 'export {};') => checkExamples({ entries, files: { [INDEX]: index, [EXTRA]: extra } });

test('a public symbol with an example that compiles passes; what is private needs none', () => {
  const index = `import { inner } from './extra.ts';

/**
 * Adds.
 *
 * @example
 * const sum = add(1, 2);
 * sum.toFixed(2);
 */
export function add(one: number, two: number): number;
export function add(one: number): number;
export function add(one: number, two = 0): number {
  return inner(one) + two;
}

/**
 * Counts.
 *
 * @example
 * new Counter().count(double(add(1, 2)));
 */
export class Counter {
  #hidden() {}
  /** @internal */
  open() {
    this.#hidden();
  }
  private later() {}
  /**
   * Counts.
   *
   * @example
   * new Counter().count(3);
   */
  count(by: number) {
    this.later();
    return by;
  }
}

function notPublic() {}
notPublic();
`;
  const extra = `export type { Counter } from './index.ts';
/**
 * Doubles.
 *
 * @example
 * import { add } from 'made-up';
 *
 * const doubled = double(add(1, 2));
 */
export const double = (value: number) => 2 * value;
/**
 * Returns its argument.
 *
 * @example
 * inner(1);
 */
export const inner = (value: number) => value;
`;
  assert.equal(check(index, extra), '');
});

test('a symbol, a method, a getter and an interface method without an example are named with file and line', () => {
  const index = `/** Adds. */
export const add = (one: number, two: number) => one + two;
/**
 * Counts.
 *
 * @example
 * new Counter();
 */
export class Counter {
  /** Counts. */
  count() {}
  get total() {
    return 1;
  }
  static of() {}
  [Symbol.iterator]() {}
}
export interface List {
  read(): void;
}
export { hidden as shown } from './extra.ts';
`;
  assert.equal(
    check(index, '\n/** Hidden. */\nexport type hidden = string;\n'),
    `${INDEX}:2: add has no @example
${INDEX}:11: Counter.count has no @example
${INDEX}:12: Counter.total has no @example
${INDEX}:15: Counter.of has no @example
${INDEX}:16: Counter[Symbol.iterator] has no @example
${INDEX}:18: List has no @example
${INDEX}:19: List.read has no @example
${EXTRA}:3: shown has no @example`,
  );
});

test('an option without a doc comment is named', () => {
  const index = `/**
 * Options.
 *
 * @example
 * const options: AddOptions = { round: true };
 */
export interface AddOptions {
  /** Whether to round. Default: false. */
  round?: boolean;
  digits?: number;
}
`;
  assert.equal(check(index), `${INDEX}:10: AddOptions.digits has no doc comment`);
});

test('an example that does not compile is reported at its line, as is one without code', () => {
  const index = `/**
 * Adds.
 *
 * @example
 * const sum = add(1, 2);
 * const text: string = sum;
 */
export const add = (one: number, two: number) => one + two;
/**
 * Subtracts.
 *
 * @example
 * subtract(later, 1);
 *
 * @example
 */
export const subtract = (one: number, two: number) => one - two;
/**
 * Divides.
 *
 * @example
 * divide(1, ;
 * @throws RangeError
 */
export const divide = (one: number, two: number) => one / two;
`;
  assert.equal(
    check(index),
    `${INDEX}:6: the example of add does not compile: Type 'number' is not assignable to type 'string'.
${INDEX}:13: the example of subtract does not compile: Cannot find name 'later'.
${INDEX}:15: the example of subtract is empty
${INDEX}:22: the example of divide does not compile: ')' expected.`,
  );
});

test('a name that a nested scope declares is still taken from the package outside of it', () => {
  const index = `/**
 * Adds.
 *
 * @example
 * const twice = ({ add }: { add: number }) => 2 * add;
 * twice({ add: add(1, 2) });
 */
export const add = (one: number, two: number) => one + two;
`;
  assert.equal(check(index), '');
});

test('the entries are those of package.json that have types', () => {
  assert.deepEqual(packageEntries(), [
    ['message-batches', 'src/js/index.ts'],
    ['message-batches/web', 'src/js/index.ts'],
    ['message-batches/emulator', 'emulator/node.ts'],
    ['message-batches/spill', 'src/js/store/spills/node.ts'],
    ['message-batches/stores', 'src/js/store/node.ts'],
    ['message-batches/worker', 'src/js/worker/index.ts'],
    ['message-batches/results-worker', 'src/js/worker/thread.ts'],
    ['message-batches/calls.wasm', 'src/js/runtime/wasm_module.d.ts'],
    ['message-batches/results.wasm', 'src/js/runtime/wasm_module.d.ts'],
    ['message-batches/checks.wasm', 'src/js/runtime/wasm_module.d.ts'],
    ['message-batches/jobs.wasm', 'src/js/runtime/wasm_module.d.ts'],
  ]);
});
