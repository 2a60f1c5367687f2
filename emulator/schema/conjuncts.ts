import { isObject, type JsonObject } from '../json.ts';
import type { Random } from '../seeded.ts';
import { ENDLESS, listOf } from './judge.ts';
import type { References } from './references.ts';

/** No value can be made with the choices so far; other choices may work. */
export class Impossible extends Error {}

/**
 * Constraints of negations that JSON Schema has no keyword for. Schemas contain no such names, because they begin with a space.
 */
export const NOT_IN = ' notIn';
export const FORBIDDEN = ' forbidden';
export const DUPLICATES = ' duplicates';

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** A schema with more parts than this is endlessly recursive. */
const MAX_PARTS = 500;
/** Below this depth, choices prefer alternatives that end soon. */
const DEEP = 4;
/** Keywords that apply other schemas to the same value. The rest of a schema applies directly. */
const COMBINING = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref', '$dynamicRef']);

/** Splits schemas until none combines others. A value that all parts accept is usually accepted by the whole. */
export class Conjuncts {
  readonly #references: References;
  readonly #random: Random;

  constructor(references: References, random: Random) {
    this.#references = references;
    this.#random = random;
  }

  /** Returns the parts. Choices are drawn at random. */
  of(schemas: readonly unknown[], depth: number): JsonObject[] {
    const parts: JsonObject[] = [];
    const left = [...schemas];
    for (let count = 0; left.length > 0; count++) {
      const schema = left.pop();
      if (schema === false) throw new Impossible('"false"');
      if (count > MAX_PARTS) throw new Impossible(ENDLESS);
      if (!isObject(schema)) continue;
      if (!Object.keys(schema).some((key) => COMBINING.has(key))) {
        parts.push(schema);
        continue;
      }
      parts.push(Object.fromEntries(Object.entries(schema).filter(([key]) => !COMBINING.has(key))));
      left.push(...this.#combined(schema, depth));
    }
    return parts;
  }

  #combined(schema: JsonObject, depth: number): unknown[] {
    const found: unknown[] = [...listOf(schema.allOf)];
    for (const key of ['$ref', '$dynamicRef'])
      if (typeof schema[key] === 'string') found.push(this.#target(schema[key]));
    if (Array.isArray(schema.anyOf) && schema.anyOf.length > 0) found.push(this.#choice(schema.anyOf, depth));
    if (Array.isArray(schema.oneOf) && schema.oneOf.length > 0) {
      const chosen = this.#choice(schema.oneOf, depth);
      found.push(chosen, ...schema.oneOf.filter((other) => other !== chosen).map((not) => ({ not })));
    }
    if ('if' in schema && ('then' in schema || 'else' in schema)) {
      const holds = schema.if !== false && (schema.if === true || this.#random() % 2 === 0);
      if (holds) found.push(schema.if, schema.then ?? true);
      else found.push({ not: schema.if }, schema.else ?? true);
    }
    if ('not' in schema) found.push(this.#pick(this.#negations(schema.not), '"not"'));
    return found;
  }

  #target(ref: string): unknown {
    const target = this.#references.at(ref);
    if (target === undefined) throw new Impossible(`"$ref", which points nowhere (${ref})`);
    return target;
  }

  #choice(choices: unknown[], depth: number): unknown {
    const possible = choices.filter((choice) => choice !== false);
    if (depth <= DEEP) return this.#pick(possible, '"anyOf"');
    const ends = (choice: unknown) =>
      isObject(choice) && !('$ref' in choice) && !isObject(choice.properties) && !('items' in choice);
    return possible.find(ends) ?? this.#pick(possible, '"anyOf"');
  }

  /** Returns schemas that no value of this schema satisfies. Together they may not cover all such values. */
  #negations(schema: unknown): unknown[] {
    if (schema === false) return [true];
    if (!isObject(schema)) return [];
    const found: unknown[] = [];
    for (const key of ['$ref', '$dynamicRef'])
      if (typeof schema[key] === 'string') found.push({ not: this.#target(schema[key]) });
    if ('not' in schema) found.push(schema.not);
    for (const key of ['anyOf', 'oneOf']) {
      if (Array.isArray(schema[key])) found.push({ allOf: schema[key].map((not: unknown) => ({ not })) });
    }
    found.push(...listOf(schema.allOf).map((not) => ({ not })));
    if ('if' in schema && 'then' in schema) found.push({ allOf: [schema.if, { not: schema.then }] });
    if ('if' in schema && 'else' in schema) found.push({ allOf: [{ not: schema.if }, { not: schema.else }] });
    return [...found, ...ofValues(schema), ...ofSizes(schema), ...ofObjects(schema), ...ofArrays(schema)];
  }

  #pick(from: unknown[], keyword: string): unknown {
    if (from.length === 0) throw new Impossible(keyword);
    return from[this.#random() % from.length];
  }
}

function ofValues(schema: JsonObject): unknown[] {
  const found: unknown[] = [];
  if (schema.type !== undefined) {
    const types = [schema.type].flat();
    if (types.includes('number')) types.push('integer');
    // A number that is not an integer is rarely intended, and other ways find it.
    if (types.includes('integer')) types.push('number');
    const others = TYPES.filter((type) => !types.includes(type));
    if (others.length > 0) found.push({ type: others });
  }
  if ('const' in schema) found.push({ [NOT_IN]: [schema.const] });
  if (Array.isArray(schema.enum)) found.push({ [NOT_IN]: schema.enum });
  for (const key of ['pattern', 'format']) if (key in schema) found.push({ type: 'string' });
  if ('multipleOf' in schema) found.push({ type: 'number' });
  return found;
}

function ofSizes(schema: JsonObject): unknown[] {
  const found: unknown[] = [];
  const { minimum, maximum, exclusiveMinimum: over, exclusiveMaximum: under } = schema;
  if (typeof minimum === 'number') found.push({ type: 'number', exclusiveMaximum: minimum });
  if (typeof maximum === 'number') found.push({ type: 'number', exclusiveMinimum: maximum });
  if (typeof over === 'number') found.push({ type: 'number', maximum: over });
  if (typeof under === 'number') found.push({ type: 'number', minimum: under });
  for (const [type, noun] of [
    ['string', 'Length'],
    ['array', 'Items'],
    ['object', 'Properties'],
  ]) {
    const [least, most] = [schema[`min${noun}`], schema[`max${noun}`]];
    if (typeof least === 'number' && least > 0) found.push({ type, [`max${noun}`]: least - 1 });
    if (typeof most === 'number') found.push({ type, [`min${noun}`]: most + 1 });
  }
  return found;
}

function ofObjects(schema: JsonObject): unknown[] {
  const type = 'object';
  const found: unknown[] = listOf(schema.required).map((name) => ({ type, [FORBIDDEN]: [name] }));
  const properties = isObject(schema.properties) ? schema.properties : {};
  for (const [name, not] of Object.entries(properties)) {
    found.push({ type, required: [name], properties: { [name]: { not } } });
  }
  if ('propertyNames' in schema) found.push({ type, minProperties: 1 });
  if ('additionalProperties' in schema) found.push({ type, minProperties: Object.keys(properties).length + 1 });
  if (isObject(schema.dependentRequired)) {
    for (const [name, names] of Object.entries(schema.dependentRequired)) {
      found.push(...listOf(names).map((other) => ({ type, required: [name], [FORBIDDEN]: [other] })));
    }
  }
  return found;
}

function ofArrays(schema: JsonObject): unknown[] {
  const type = 'array';
  const found: unknown[] = [];
  if (schema.uniqueItems === true) found.push({ type, minItems: 2, [DUPLICATES]: true });
  if ('items' in schema) found.push({ type, contains: { not: schema.items } });
  if ('contains' in schema) found.push({ type, items: { not: schema.contains } });
  listOf(schema.prefixItems).forEach((not, index, all) => {
    const prefixItems = all.map((_, other) => (other === index ? { not } : true));
    found.push({ type, minItems: index + 1, prefixItems });
  });
  return found;
}
