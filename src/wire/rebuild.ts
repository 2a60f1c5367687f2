// Results that have a shape are not parsed: the shape is, once, and each result is a copy of it with its own values. It is
// what `JSON.parse` would give, down to the order of the keys.

/** What the records of a push hold: numbers, and strings, which take two numbers each. */
interface Values {
  readonly values: Int32Array;
  value(at: number): string;
}

/** Makes a result of the values from `at`. */
export type Rebuild = (values: Values, at: number) => unknown;

interface Fields {
  [key: string]: unknown;
}

/** What is copied, and where the values of a record go in the copy. */
interface Plan {
  template: Fields | unknown[];
  copy: (template: Fields) => Fields;
  strings: [key: string, at: number][];
  numbers: [key: string, at: number][];
  nested: [key: string, plan: Plan][];
}

const MARK = /^\0([sn])(\d+)$/;

/** For lines of this shape, where marks stand for what differs. */
export function rebuild(marked: string): Rebuild {
  const plan = planOf((JSON.parse(marked) as { result: Fields }).result);
  return (values, at) => build(plan, values, at);
}

/** The template of the plan is this very object, without its marks. */
function planOf(template: Fields | unknown[]): Plan {
  const copy = Array.isArray(template) ? copyArray : (COPIES[plans++ % COPIES.length] as Plan['copy']);
  const plan: Plan = { template, copy, strings: [], numbers: [], nested: [] };
  for (const [key, value] of Object.entries(template)) {
    const mark = typeof value === 'string' ? MARK.exec(value) : undefined;
    if (mark) {
      const isString = mark[1] === 's';
      (isString ? plan.strings : plan.numbers).push([key, Number(mark[2])]);
      // A value of its kind, so that copies have the layout of a parsed object from the start.
      (template as Fields)[key] = isString ? '' : 0;
    } else if (typeof value === 'object' && value !== null) {
      plan.nested.push([key, planOf(value as Fields | unknown[])]);
    }
  }
  return plan;
}

function build({ template, copy, strings, numbers, nested }: Plan, values: Values, at: number): unknown {
  const result = copy(template as Fields);
  for (let index = 0; index < strings.length; index += 1) {
    const [key, offset] = strings[index] as [string, number];
    result[key] = values.value(at + offset);
  }
  for (let index = 0; index < numbers.length; index += 1) {
    const [key, offset] = numbers[index] as [string, number];
    result[key] = values.values[at + offset];
  }
  for (let index = 0; index < nested.length; index += 1) {
    const [key, plan] = nested[index] as [string, Plan];
    result[key] = build(plan, values, at);
  }
  return result;
}

const copyArray = (template: Fields) => (template as unknown as unknown[]).slice() as unknown as Fields;

/**
 * One function would do, at half the speed: an engine learns for each place in the code what objects are copied there, and is
 * fast where it saw few kinds.
 */
const COPIES: Plan['copy'][] = [
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
];

/** How many plans have a copy function. */
let plans = 0;
