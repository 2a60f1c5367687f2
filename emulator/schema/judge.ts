import { isObject, type JsonObject } from '../json.ts';
import { formatOf } from './formats.ts';
import type { References } from './references.ts';

/** The result of comparing a value with a schema: the first fault, or the parts of the value that were evaluated. */
interface Verdict {
  fault?: string;
  properties: Set<string>;
  items: Set<number>;
}

/** Only an endlessly recursive schema needs more depth or steps. */
const MAX_DEPTH = 100;
const MAX_STEPS = 20_000;

/** The fault of an endlessly recursive schema. */
export const ENDLESS = 'a schema that refers to itself without end';

/**
 * Decides whether a schema of JSON Schema 2020-12 accepts a value. An own implementation, because validators that compile to
 * JavaScript need `eval`, which Workers and strict pages forbid. Unknown keywords are no constraint.
 */
export class Judge {
  readonly #references: References;
  #steps = 0;

  constructor(references: References) {
    this.#references = references;
  }

  /** Returns why the value is not accepted: the keyword and the position in the value, `"minimum" at /a/0`. */
  fault(schema: unknown, value: unknown): string | undefined {
    this.#steps = 0;
    return this.#judge(schema, value, '', 0).fault;
  }

  accepts(schema: unknown, value: unknown): boolean {
    return this.fault(schema, value) === undefined;
  }

  #judge(schema: unknown, value: unknown, at: string, depth: number): Verdict {
    const verdict: Verdict = { properties: new Set(), items: new Set() };
    if (schema === false) return { ...verdict, fault: `"false" at ${at || '/'}` };
    if (!isObject(schema)) return verdict;
    this.#steps += 1;
    if (depth > MAX_DEPTH || this.#steps > MAX_STEPS) return { ...verdict, fault: ENDLESS };
    const failed = (keyword: string) => ({ ...verdict, fault: `"${keyword}" at ${at || '/'}` });
    const simple = ofAnyType(schema, value) ?? ofItsType(schema, value);
    if (simple !== undefined) return failed(simple);
    const inPlace = this.#inPlace(schema, value, at, depth, verdict);
    if (inPlace !== undefined) return { ...verdict, fault: inPlace };
    if (isObject(value)) {
      const fault = this.#members(schema, value, at, depth, verdict);
      if (fault !== undefined) return { ...verdict, fault };
    }
    if (Array.isArray(value)) {
      const fault = this.#elements(schema, value, at, depth, verdict);
      if (fault !== undefined) return { ...verdict, fault };
    }
    return verdict;
  }

  /** Keywords that apply other schemas to the same value. */
  #inPlace(schema: JsonObject, value: unknown, at: string, depth: number, into: Verdict): string | undefined {
    const judged = (other: unknown) => this.#judge(other, value, at, depth + 1);
    const place = at || '/';
    const all: unknown[] = [...listOf(schema.allOf)];
    for (const key of ['$ref', '$dynamicRef']) {
      const target = typeof schema[key] === 'string' ? this.#references.at(schema[key]) : true;
      if (target === undefined) return `"${key}", which points nowhere, at ${place}`;
      all.push(target);
    }
    if (isObject(value)) all.push(...dependents(schema, value));
    if ('if' in schema) {
      const condition = judged(schema.if);
      if (condition.fault === undefined) merge(into, condition);
      all.push((condition.fault === undefined ? schema.then : schema.else) ?? true);
    }
    for (const other of all) {
      const verdict = judged(other);
      if (verdict.fault !== undefined) return verdict.fault;
      merge(into, verdict);
    }
    for (const key of ['anyOf', 'oneOf']) {
      if (!Array.isArray(schema[key])) continue;
      const fitting = schema[key].map(judged).filter(({ fault }) => fault === undefined);
      if (fitting.length === 0 || (key === 'oneOf' && fitting.length > 1)) return `"${key}" at ${place}`;
      for (const verdict of fitting) merge(into, verdict);
    }
    if ('not' in schema && judged(schema.not).fault === undefined) return `"not" at ${place}`;
    return undefined;
  }

  #members(schema: JsonObject, value: JsonObject, at: string, depth: number, into: Verdict): string | undefined {
    const names = Object.keys(value);
    for (const name of names) {
      const below = `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if ('propertyNames' in schema && this.#judge(schema.propertyNames, name, below, depth + 1).fault !== undefined)
        return `"propertyNames" at ${below}`;
      for (const other of propertySchemas(schema, name)) {
        into.properties.add(name);
        const { fault } = this.#judge(other, value[name], below, depth + 1);
        if (fault !== undefined) return fault;
      }
    }
    if (!('unevaluatedProperties' in schema)) return undefined;
    for (const name of names) {
      if (into.properties.has(name)) continue;
      if (this.#judge(schema.unevaluatedProperties, value[name], at, depth + 1).fault !== undefined) {
        return `"unevaluatedProperties" at ${at}/${name}`;
      }
      into.properties.add(name);
    }
    return undefined;
  }

  #elements(schema: JsonObject, value: unknown[], at: string, depth: number, into: Verdict): string | undefined {
    for (const [index, element] of value.entries()) {
      const other = itemSchema(schema, index);
      if (other === undefined) continue;
      into.items.add(index);
      const { fault } = this.#judge(other, element, `${at}/${index}`, depth + 1);
      if (fault !== undefined) return fault;
    }
    if ('contains' in schema) {
      let contained = 0;
      for (const [index, element] of value.entries()) {
        if (this.#judge(schema.contains, element, at, depth + 1).fault !== undefined) continue;
        contained += 1;
        into.items.add(index);
      }
      if (contained < numberOr(schema.minContains, 1)) return `"contains" at ${at || '/'}`;
      if (contained > numberOr(schema.maxContains, Number.POSITIVE_INFINITY)) return `"maxContains" at ${at || '/'}`;
    }
    if (!('unevaluatedItems' in schema)) return undefined;
    for (const [index, element] of value.entries()) {
      if (into.items.has(index)) continue;
      if (this.#judge(schema.unevaluatedItems, element, at, depth + 1).fault !== undefined) {
        return `"unevaluatedItems" at ${at}/${index}`;
      }
      into.items.add(index);
    }
    return undefined;
  }
}

function merge(into: Verdict, { properties, items }: Verdict): void {
  for (const name of properties) into.properties.add(name);
  for (const index of items) into.items.add(index);
}

/** Returns the constraints of `dependentSchemas` and the older `dependencies` for an object with these names. */
export function dependents(schema: JsonObject, names: JsonObject): unknown[] {
  const found: unknown[] = [];
  for (const key of ['dependentSchemas', 'dependencies', 'dependentRequired']) {
    if (!isObject(schema[key])) continue;
    for (const [name, asked] of Object.entries(schema[key])) {
      if (Object.hasOwn(names, name)) found.push(Array.isArray(asked) ? { required: asked } : asked);
    }
  }
  return found;
}

/** Returns the constraints of one schema for the property with this name. */
export function propertySchemas(schema: JsonObject, name: string): unknown[] {
  const found: unknown[] = [];
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, name)) found.push(schema.properties[name]);
  if (isObject(schema.patternProperties)) {
    for (const [pattern, other] of Object.entries(schema.patternProperties))
      if (matches(pattern, name)) found.push(other);
  }
  if (found.length === 0 && 'additionalProperties' in schema) found.push(schema.additionalProperties);
  return found;
}

/** Returns the constraint of one schema for the element at this index; `undefined` if there is none. */
export function itemSchema(schema: JsonObject, index: number): unknown {
  const first = listOf(schema.prefixItems);
  return index < first.length ? first[index] : schema.items;
}

/** Returns the first keyword for values of any type that does not accept the value. */
function ofAnyType(schema: JsonObject, value: unknown): string | undefined {
  if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(type, value))) return 'type';
  if ('const' in schema && !same(schema.const, value)) return 'const';
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => same(one, value))) return 'enum';
  return undefined;
}

/** Returns the first keyword for the type of the value that does not accept it. */
function ofItsType(schema: JsonObject, value: unknown): string | undefined {
  const limits = (size: number, least: string, most: string) => {
    if (typeof schema[least] === 'number' && size < schema[least]) return least;
    return typeof schema[most] === 'number' && size > schema[most] ? most : undefined;
  };
  if (typeof value === 'number') {
    const { exclusiveMinimum: over, exclusiveMaximum: under, multipleOf: step } = schema;
    if (typeof over === 'number' && value <= over) return 'exclusiveMinimum';
    if (typeof under === 'number' && value >= under) return 'exclusiveMaximum';
    if (typeof step === 'number' && !Number.isInteger(value / step)) return 'multipleOf';
    return limits(value, 'minimum', 'maximum');
  }
  if (typeof value === 'string') {
    const format = formatOf(schema.format);
    if (format !== undefined && !format.pattern.test(value)) return 'format';
    if (typeof schema.pattern === 'string' && !matches(schema.pattern, value)) return 'pattern';
    return limits([...value].length, 'minLength', 'maxLength');
  }
  if (Array.isArray(value)) {
    if (schema.uniqueItems === true && new Set(value.map(canonical)).size < value.length) return 'uniqueItems';
    return limits(value.length, 'minItems', 'maxItems');
  }
  if (!isObject(value)) return undefined;
  if (listOf(schema.required).some((name) => !Object.hasOwn(value, String(name)))) return 'required';
  return limits(Object.keys(value).length, 'minProperties', 'maxProperties');
}

export function isOfType(type: unknown, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  return typeof value === type;
}

export function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return false;
  }
}

export const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** Returns JSON text that is equal for equal values, independently of the order of their names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join()}}`;
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
