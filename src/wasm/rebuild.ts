// Results that have a shape are not parsed: the shape was, once, and each result is a copy of it with its own values.
// What comes out is what `JSON.parse` would have given, down to the order of the keys.

/** Where values are read from: strings are two numbers that somebody else knows to read. */
interface Values {
  value(at: number): string;
}

/** Makes a result: of the values from `at`. */
export type Rebuild = (strings: Values, values: Int32Array, at: number) => unknown;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Where in a template the values go. */
interface Plan {
  template: Json[] | { [key: string]: Json };
  isArray: boolean;
  strings: [key: string, at: number][];
  numbers: [key: string, at: number][];
  nested: [key: string, plan: Plan][];
}

const MARK = /^\0([sn])(\d+)$/;

/** For lines of this shape, where marks stand for what differs. */
export function rebuild(marked: string): Rebuild {
  const plan = planOf((JSON.parse(marked) as { result: { [key: string]: Json } }).result);
  return (strings, values, at) => build(plan, strings, values, at);
}

function planOf(template: Json[] | { [key: string]: Json }): Plan {
  const plan: Plan = { template, isArray: Array.isArray(template), strings: [], numbers: [], nested: [] };
  for (const [key, value] of Object.entries(template)) {
    const mark = typeof value === 'string' ? MARK.exec(value) : undefined;
    if (mark) {
      const isString = mark[1] === 's';
      (isString ? plan.strings : plan.numbers).push([key, Number(mark[2])]);
      // A value of its kind, so that copies have the layout of a parsed object from the start.
      (template as { [key: string]: Json })[key] = isString ? '' : 0;
    } else if (typeof value === 'object' && value !== null) {
      plan.nested.push([key, planOf(value)]);
    }
  }
  return plan;
}

function build(plan: Plan, strings: Values, values: Int32Array, at: number): unknown {
  const { template, nested } = plan;
  const copy = (plan.isArray ? (template as Json[]).slice() : { ...template }) as { [key: string]: unknown };
  for (let index = 0; index < plan.strings.length; index += 1) {
    const entry = plan.strings[index] as [string, number];
    copy[entry[0]] = strings.value(at + entry[1]);
  }
  for (let index = 0; index < plan.numbers.length; index += 1) {
    const entry = plan.numbers[index] as [string, number];
    copy[entry[0]] = values[at + entry[1]];
  }
  for (let index = 0; index < nested.length; index += 1) {
    const entry = nested[index] as [string, Plan];
    copy[entry[0]] = build(entry[1], strings, values, at);
  }
  return copy;
}
