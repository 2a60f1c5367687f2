// Builds results from a shape without parsing them: the shape is parsed once, and each result is a copy of it with its own
// values. The copy equals the result of `JSON.parse`, including the order of keys.

/** The values of the records of one push: numbers, and strings, which take two numbers each. */
interface Values {
  readonly values: Int32Array;
  value(at: number): string;
}

/** Builds a result from the values at `at`. */
export type Rebuild = (values: Values, at: number) => unknown;

interface Fields {
  [key: string]: unknown;
}

/** The object to copy, and the positions of a record's values in the copy. */
interface Plan {
  template: Fields | unknown[];
  copy: (template: Fields) => Fields;
  strings: [key: string, at: number][];
  numbers: [key: string, at: number][];
  nested: [key: string, plan: Plan][];
}

const MARK = /^\0([sn])(\d+)$/;

/** Makes a builder for lines of this shape, in which marks replace the values. */
export function rebuild(marked: string): Rebuild {
  const plan = planOf((JSON.parse(marked) as { result: Fields }).result);
  return (values, at) => build(plan, values, at);
}

/** Makes the plan. Its template is the object passed in, without its marks. */
function planOf(template: Fields | unknown[]): Plan {
  const copy = Array.isArray(template) ? copyArray : (COPIES[plans++ % COPIES.length] as Plan['copy']);
  const plan: Plan = { template, copy, strings: [], numbers: [], nested: [] };
  for (const [key, value] of Object.entries(template)) {
    const mark = typeof value === 'string' ? MARK.exec(value) : undefined;
    if (mark) {
      const isString = mark[1] === 's';
      (isString ? plan.strings : plan.numbers).push([key, Number(mark[2])]);
      // A placeholder of the same type, so that copies have the hidden class of a parsed object from the start.
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
 * Several identical functions, because one would be half as fast: an engine optimizes each place in the code for the object
 * shapes that it sees there, and is fast only with few shapes.
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

/** Number of plans that have a copy function. */
let plans = 0;
