import { isObject, type JsonObject } from '../json.ts';
import type { Random } from '../seeded.ts';
import { Conjuncts, DUPLICATES, FORBIDDEN, Impossible, NOT_IN } from './conjuncts.ts';
import { canonical, dependents, itemSchema, type Judge, listOf, numberOr, propertySchemas, same } from './judge.ts';
import { numberFor } from './numbers.ts';
import type { References } from './references.ts';
import { matching, stringFor, word } from './strings.ts';

/** Below this depth, optional parts are omitted, so that a recursive schema ends. */
const OPTIONAL_DEPTH = 4;
/** Satisfiable schemas need no more depth; a schema that does is endless. */
const MAX_DEPTH = 48;
/** Maximum number of parts, for the same reason. */
const MAX_PARTS = 10_000;
const TRIES = 40;

/** Keywords that imply a type if none is declared. */
const HINTS: [type: string, keywords: string[]][] = [
  [
    'object',
    [
      'properties',
      'required',
      'minProperties',
      'maxProperties',
      'additionalProperties',
      'patternProperties',
      'propertyNames',
      'dependentRequired',
      'dependentSchemas',
      FORBIDDEN,
    ],
  ],
  ['array', ['items', 'prefixItems', 'contains', 'minItems', 'maxItems', 'uniqueItems', DUPLICATES]],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

/** One attempt to make a value that a schema accepts. Throws `Impossible` if it fails. The value must be checked afterwards. */
export class Maker {
  readonly #conjuncts: Conjuncts;
  readonly #judge: Judge;
  readonly #random: Random;
  /** Whether to omit optional parts. */
  readonly #lean: boolean;
  #made = 0;

  constructor(references: References, judge: Judge, random: Random, lean: boolean) {
    this.#conjuncts = new Conjuncts(references, random);
    this.#judge = judge;
    this.#random = random;
    this.#lean = lean;
  }

  /** Makes a value for all these schemas. `variety` increases if other values were already used. */
  make(schemas: readonly unknown[], depth = 0, variety = 0): unknown {
    this.#made += 1;
    if (depth > MAX_DEPTH || this.#made > MAX_PARTS) throw new Impossible('a value without end');
    const parts = this.#conjuncts.of(schemas, depth);
    const excluded = parts.flatMap((part) => listOf(part[NOT_IN]));
    const fixed = fixedValues(parts);
    if (fixed !== undefined) return this.#oneOf(fixed, parts, excluded);
    const type = this.#type(parts, depth);
    for (let tries = variety; tries < variety + TRIES; tries++) {
      const value = this.#ofType(type, parts, depth, tries);
      if (!excluded.some((one) => same(one, value))) return value;
    }
    throw new Impossible('"not"');
  }

  #ofType(type: string, parts: JsonObject[], depth: number, variety: number): unknown {
    switch (type) {
      case 'object':
        return this.#object(parts, depth);
      case 'array':
        return this.#array(parts, depth);
      case 'integer':
      case 'number':
        return numberFor(parts, type === 'integer', this.#random, variety);
      case 'boolean':
        return this.#coin();
      case 'null':
        return null;
      default:
        return stringFor(parts, this.#random, variety);
    }
  }

  #oneOf(values: unknown[], parts: JsonObject[], excluded: unknown[]): unknown {
    const fitting = values.filter(
      (value) => !excluded.some((one) => same(one, value)) && parts.every((part) => this.#judge.accepts(part, value)),
    );
    if (fitting.length === 0) throw new Impossible('"enum"');
    return fitting[this.#random() % fitting.length];
  }

  #type(parts: JsonObject[], depth: number): string {
    let types: string[] | undefined;
    for (const { type } of parts) {
      if (type === undefined) continue;
      const names = [type].flat().map(String);
      types = types === undefined ? names : types.flatMap((one) => inBoth(one, names));
    }
    if (types === undefined) {
      const hint = HINTS.find(([, keywords]) => keywords.some((key) => parts.some((part) => key in part)));
      return hint?.[0] ?? 'string';
    }
    if (depth > OPTIONAL_DEPTH && types.includes('null')) return 'null';
    const type = types[this.#random() % types.length];
    if (type === undefined) throw new Impossible('"type"');
    return type;
  }

  #object(parts: JsonObject[], depth: number): JsonObject {
    const declared = new Set(parts.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : [])));
    const names = new Set<string>();
    if (!this.#lean && depth < OPTIONAL_DEPTH) {
      for (const name of declared) if (this.#coin() && this.#allows(parts, name)) names.add(name);
    }
    const most = Math.min(...parts.map((part) => numberOr(part.maxProperties, Number.POSITIVE_INFINITY)));
    const all = this.#completed(parts, names, most, depth);
    const least = Math.max(0, ...all.map((part) => numberOr(part.minProperties, 0)));
    let grown = all;
    if (least > most) throw new Impossible('"minProperties"');
    // An added name may require or exclude others, so repeats until there are enough.
    for (let tries = 0; names.size < least; tries++) {
      if (tries > least + TRIES) throw new Impossible('"minProperties"');
      names.add(this.#furtherName(grown, names, declared, depth));
      grown = this.#completed(parts, names, most, depth);
    }
    for (const name of names)
      if (!this.#allows(grown, name)) throw new Impossible(`"properties" of ${JSON.stringify(name)}`);
    const ordered = [...declared].filter((name) => names.has(name));
    ordered.push(...[...names].filter((name) => !declared.has(name)));
    return Object.fromEntries(ordered.map((name) => [name, this.make(asksOf(grown, name), depth + 1)]));
  }

  /**
   * Adds required names to `names`, including those that existing names require. Returns the schemas that then apply. If there
   * are too many names, optional ones are removed.
   */
  #completed(parts: JsonObject[], names: Set<string>, most: number, depth: number): JsonObject[] {
    let all = parts;
    for (let rounds = 0, before = ''; rounds < TRIES; rounds++) {
      const required = new Set(all.flatMap((part) => listOf(part.required).map(String)));
      const lacking = [...required].filter((name) => !names.has(name)).length;
      const optional = [...names].filter((name) => !required.has(name));
      for (const name of optional.slice(0, Math.max(0, names.size + lacking - most))) names.delete(name);
      for (const name of required) names.add(name);
      const present = Object.fromEntries([...names].map((name) => [name, true]));
      const asked = all.flatMap((part) => dependents(part, present));
      const now = `${names.size} ${asked.length}`;
      if (asked.length === 0 || now === before) break;
      before = now;
      all = [...parts, ...this.#conjuncts.of(asked, depth)];
    }
    if (names.size > most) throw new Impossible('"maxProperties"');
    return all;
  }

  #furtherName(parts: JsonObject[], names: Set<string>, declared: Set<string>, depth: number): string {
    const spare = [...declared].filter((name) => !names.has(name) && this.#allows(parts, name));
    const found = spare[this.#random() % spare.length];
    if (found !== undefined) return found;
    const rules = parts.flatMap((part) => ('propertyNames' in part ? [part.propertyNames] : []));
    const patterns = parts.flatMap(({ patternProperties }) =>
      isObject(patternProperties) ? Object.keys(patternProperties) : [],
    );
    for (let tries = 0; tries < TRIES; tries++) {
      const name =
        rules.length > 0
          ? String(this.make([...rules, { type: 'string' }], depth + 1, tries >> 2))
          : patterns.length > 0 && tries % 2 === 0
            ? matching(patterns[this.#random() % patterns.length] ?? '', this.#random, 5)
            : word(this.#random, tries >> 2);
      if (!names.has(name) && this.#allows(parts, name)) return name;
    }
    throw new Impossible('"minProperties"');
  }

  #allows(parts: JsonObject[], name: string): boolean {
    return (
      parts.every((part) => !listOf(part[FORBIDDEN]).includes(name)) &&
      parts.every((part) => !('propertyNames' in part) || this.#judge.accepts(part.propertyNames, name)) &&
      !asksOf(parts, name).includes(false)
    );
  }

  #array(parts: JsonObject[], depth: number): unknown[] {
    const contained = parts.filter((part) => 'contains' in part);
    const asked = contained.reduce((sum, part) => sum + numberOr(part.minContains, 1), 0);
    const least = Math.max(0, asked, ...parts.map((part) => numberOr(part.minItems, 0)));
    let most = Math.min(...parts.map((part) => numberOr(part.maxItems, Number.POSITIVE_INFINITY)));
    for (const part of parts) if (part.items === false) most = Math.min(most, listOf(part.prefixItems).length);
    // An element may satisfy two `contains` schemas at once.
    const needed = Math.min(least, Math.max(most, ...parts.map((part) => numberOr(part.minItems, 0))));
    if (needed > most) throw new Impossible('"minItems"');
    const wanted = this.#lean || depth >= OPTIONAL_DEPTH ? needed : Math.max(needed, 1 + (this.#random() % 3));
    const length = Math.min(most, wanted, MAX_PARTS);
    const asks = Array.from({ length }, (_, index) => itemAsks(parts, index));
    for (const part of contained) this.#contain(part, asks);
    const unique = parts.some((part) => part.uniqueItems === true);
    const made: unknown[] = [];
    const seen = new Set<string>();
    for (const ask of asks) made.push(this.#element(ask, depth, unique ? seen : undefined));
    if (parts.some((part) => part[DUPLICATES] === true) && made.length > 1) made[made.length - 1] = made[0];
    return made;
  }

  /** Makes some elements satisfy `contains`, and the others not if there is a maximum. */
  #contain(part: JsonObject, asks: unknown[][]): void {
    const count = numberOr(part.minContains, 1);
    const free = asks.map((_, index) => index);
    for (let left = count; left > 0; left--) {
      const [index] = free.splice(this.#random() % Math.max(1, free.length), 1);
      if (index === undefined) throw new Impossible('"contains"');
      asks[index]?.push(part.contains);
    }
    // More elements may satisfy it up to the maximum; the others must not.
    const spare = Math.min(free.length, Math.max(0, numberOr(part.maxContains, Number.POSITIVE_INFINITY) - count));
    const others = spare === free.length ? [] : free.slice(this.#random() % (spare + 1));
    for (const index of others) asks[index]?.push({ not: part.contains });
  }

  #element(ask: unknown[], depth: number, seen: Set<string> | undefined): unknown {
    if (seen === undefined) return this.make(ask, depth + 1);
    for (let tries = 0; tries < TRIES; tries++) {
      const value = this.make(ask, depth + 1, tries >> 3);
      const key = canonical(value);
      if (seen.has(key)) continue;
      seen.add(key);
      return value;
    }
    throw new Impossible('"uniqueItems"');
  }

  #coin(): boolean {
    return this.#random() % 2 === 0;
  }
}

/** Returns the values that `const` and `enum` allow; `undefined` if there is neither. */
function fixedValues(parts: JsonObject[]): unknown[] | undefined {
  const lists = parts.flatMap((part) => [
    ...('const' in part ? [[part.const]] : []),
    ...(Array.isArray(part.enum) ? [part.enum as unknown[]] : []),
  ]);
  return lists[0];
}

function inBoth(type: string, names: string[]): string[] {
  if (names.includes(type)) return [type];
  if (type === 'integer' && names.includes('number')) return [type];
  return type === 'number' && names.includes('integer') ? ['integer'] : [];
}

/** Returns the constraints of all schemas for the property with this name. */
function asksOf(parts: JsonObject[], name: string): unknown[] {
  const asks = parts.flatMap((part) => propertySchemas(part, name));
  if (asks.length > 0) return asks;
  return parts.flatMap((part) => ('unevaluatedProperties' in part ? [part.unevaluatedProperties] : []));
}

function itemAsks(parts: JsonObject[], index: number): unknown[] {
  const asks = parts.map((part) => itemSchema(part, index)).filter((ask) => ask !== undefined);
  if (asks.length > 0) return asks;
  return parts.flatMap((part) => ('unevaluatedItems' in part ? [part.unevaluatedItems] : []));
}
