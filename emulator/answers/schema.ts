import RandExp from 'randexp';
import { isObject, type JsonObject } from '../json.ts';
import type { Random } from '../seeded.ts';

/** Beyond this depth optional parts are left out, so that a schema that refers to itself comes to an end. */
const OPTIONAL_DEPTH = 4;
/** No schema that can be satisfied needs to go deeper: one that does asks for something endless. */
const MAX_DEPTH = 48;
const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fern', 'grove', 'heath', 'iris', 'juniper'];

/** A value that a JSON Schema accepts, the same for the same random. Keywords of structured outputs and those of tools. */
export function valueFor(schema: unknown, random: Random): unknown {
  return new Maker(schema, random).make(schema, 0);
}

class Maker {
  readonly #root: unknown;
  readonly #random: Random;

  constructor(root: unknown, random: Random) {
    this.#root = root;
    this.#random = random;
  }

  make(given: unknown, depth: number): unknown {
    if (!isObject(given) || depth > MAX_DEPTH) return given === false ? null : this.#word();
    const schema = this.#resolved(given, depth);
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return this.#pick(schema.enum);
    for (const key of ['anyOf', 'oneOf']) {
      const choices = schema[key];
      if (Array.isArray(choices) && choices.length > 0) return this.make(this.#choice(choices, depth), depth + 1);
    }
    switch (this.#type(schema, depth)) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, depth);
      case 'integer':
        return this.#number(schema, true);
      case 'number':
        return this.#number(schema, false);
      case 'boolean':
        return this.#random() % 2 === 0;
      case 'null':
        return null;
      default:
        return this.#string(schema);
    }
  }

  /** Follows `$ref` and folds `allOf` in. */
  #resolved(schema: JsonObject, depth: number): JsonObject {
    let merged = schema;
    for (let hops = 0; typeof merged.$ref === 'string' && hops < MAX_DEPTH; hops++) {
      const { $ref, ...rest } = merged;
      const target = this.#at($ref as string);
      merged = isObject(target) ? { ...target, ...rest } : rest;
    }
    if (!Array.isArray(merged.allOf) || depth > MAX_DEPTH) return merged;
    const { allOf, ...own } = merged;
    const folded: JsonObject = {};
    for (const part of [...(allOf as unknown[]), own].filter(isObject)) {
      const next = this.#resolved(part, depth + 1);
      const properties = { ...(folded.properties as JsonObject), ...(next.properties as JsonObject) };
      const required = [...((folded.required as string[]) ?? []), ...((next.required as string[]) ?? [])];
      Object.assign(folded, next, { required });
      if (Object.keys(properties).length > 0) folded.properties = properties;
    }
    return folded;
  }

  #at(ref: string): unknown {
    if (!ref.startsWith('#')) return undefined;
    const names = ref.split('/').slice(1);
    return names.reduce<unknown>((value, name) => {
      const key = decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~');
      return isObject(value) || Array.isArray(value) ? (value as JsonObject)[key] : undefined;
    }, this.#root);
  }

  #type(schema: JsonObject, depth: number): unknown {
    if (Array.isArray(schema.type)) {
      return depth > OPTIONAL_DEPTH && schema.type.includes('null') ? 'null' : this.#pick(schema.type);
    }
    if (schema.type !== undefined) return schema.type;
    if (isObject(schema.properties)) return 'object';
    if (schema.items !== undefined) return 'array';
    return 'string';
  }

  /** Deep down the choice that ends soonest. */
  #choice(choices: unknown[], depth: number): unknown {
    if (depth <= OPTIONAL_DEPTH) return this.#pick(choices);
    const ends = (choice: unknown) =>
      isObject(choice) && !('$ref' in choice) && !isObject(choice.properties) && !('items' in choice);
    return choices.find(ends) ?? choices[0];
  }

  #object(schema: JsonObject, depth: number): JsonObject {
    const properties = isObject(schema.properties) ? schema.properties : {};
    const required = new Set(Array.isArray(schema.required) ? (schema.required as unknown[]) : []);
    const made: [string, unknown][] = [];
    for (const [name, property] of Object.entries(properties)) {
      const wanted = required.has(name) || (depth < OPTIONAL_DEPTH && this.#random() % 2 === 0);
      if (wanted) made.push([name, this.make(property, depth + 1)]);
    }
    for (const name of required) {
      if (!Object.hasOwn(properties, String(name)))
        made.push([String(name), this.make(schema.additionalProperties, depth + 1)]);
    }
    return Object.fromEntries(made);
  }

  #array(schema: JsonObject, depth: number): unknown[] {
    const least = numberOr(schema.minItems, 0);
    const most = numberOr(schema.maxItems, least + 2);
    const length = depth >= OPTIONAL_DEPTH ? least : Math.min(most, Math.max(least, 1 + (this.#random() % 3)));
    const first = Array.isArray(schema.prefixItems) ? (schema.prefixItems as unknown[]) : [];
    return Array.from({ length }, (_, index) => this.make(first[index] ?? schema.items, depth + 1));
  }

  #number(schema: JsonObject, whole: boolean): number {
    const step = numberOr(schema.multipleOf, whole ? 1 : 0);
    const over = typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum : undefined;
    const under = typeof schema.exclusiveMaximum === 'number' ? schema.exclusiveMaximum : undefined;
    const unit = step || 1e-3;
    const low = Math.max(
      numberOr(schema.minimum, Number.NEGATIVE_INFINITY),
      over === undefined ? Number.NEGATIVE_INFINITY : over + unit,
    );
    const high = Math.min(
      numberOr(schema.maximum, Number.POSITIVE_INFINITY),
      under === undefined ? Number.POSITIVE_INFINITY : under - unit,
    );
    const from = low > Number.NEGATIVE_INFINITY ? low : Math.min(0, high);
    const to = Math.min(high, from + 100 * (step || 1));
    const drawn = from + ((this.#random() % 1001) / 1000) * (to - from);
    if (step === 0) return Math.min(to, Math.max(from, Math.round(drawn * 100) / 100));
    return Math.max(Math.ceil(from / step), Math.floor(drawn / step)) * step;
  }

  #string(schema: JsonObject): string {
    if (typeof schema.pattern === 'string') return this.#matching(schema.pattern);
    const formatted = typeof schema.format === 'string' ? this.#format(schema.format) : undefined;
    if (formatted !== undefined) return formatted;
    const [least, most] = [numberOr(schema.minLength, 0), numberOr(schema.maxLength, Number.POSITIVE_INFINITY)];
    let text = this.#word();
    while (text.length < least) text += ` ${this.#word()}`;
    return text.slice(0, most);
  }

  #matching(pattern: string): string {
    try {
      const maker = new RandExp(new RegExp(pattern, 'u').source);
      maker.max = 5;
      maker.randInt = (from: number, to: number) => from + (this.#random() % (to - from + 1));
      return maker.gen();
    } catch {
      return this.#word();
    }
  }

  #format(format: string): string | undefined {
    const day = String(1 + (this.#random() % 28)).padStart(2, '0');
    const hour = String(this.#random() % 24).padStart(2, '0');
    const hex = (length: number) => Array.from({ length }, () => (this.#random() % 16).toString(16)).join('');
    switch (format) {
      case 'date':
        return `2026-11-${day}`;
      case 'time':
        return `${hour}:30:00Z`;
      case 'date-time':
        return `2026-11-${day}T${hour}:30:00Z`;
      case 'duration':
        return `PT${1 + (this.#random() % 90)}M`;
      case 'email':
        return `${this.#word()}@example.com`;
      case 'hostname':
        return `${this.#word()}.example.com`;
      case 'uri':
        return `https://example.com/${this.#word()}`;
      case 'ipv4':
        return `192.0.2.${1 + (this.#random() % 254)}`;
      case 'ipv6':
        return `2001:db8::${hex(4)}`;
      case 'uuid':
        return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
      default:
        return undefined;
    }
  }

  #word(): string {
    return this.#pick(WORDS);
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#random() % from.length] as T;
  }
}

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' ? value : fallback;
}
