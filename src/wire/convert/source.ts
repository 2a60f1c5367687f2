// Objects of a line. Each of their keys is converted, means nothing, or is noted.
import { type Fields, isFields, type Note } from './notes.ts';

/** What is known of the keys of a kind of object that are not converted. */
export interface Keys {
  /** Why a key is left out that `why` does not name. */
  readonly otherwise: string;
  /** Why a key is left out, and what to do. */
  readonly why?: Readonly<Record<string, string>>;
  /** The values of a key that mean nothing here, such as its default: they are left out without a note. */
  readonly idle?: Readonly<Record<string, readonly unknown[] | typeof ANY>>;
}

/** In `idle`: each value of the key. */
export const ANY = 'any';

/** Reads an object, and notes each key that `convert` has not taken. Nothing else reads the objects of a line. */
export function read<T>(fields: Fields, path: string, note: Note, keys: Keys, convert: (source: Source) => T): T {
  const source = new Source(fields, path, keys);
  const made = convert(source);
  for (const [field, message] of source.finish()) note(field, message);
  return made;
}

/** An object of a line while it is read. */
export class Source {
  readonly path: string;
  readonly #keys: Keys;
  readonly #fields: Fields;
  readonly #taken = new Set<string>();
  readonly #wrong = new Map<string, string>();
  readonly #notes: [field: string, message: string][] = [];

  constructor(fields: Fields, path: string, keys: Keys) {
    this.path = path;
    this.#keys = keys;
    this.#fields = fields;
  }

  readonly note: Note = (field, message) => this.#notes.push([field, message]);

  /** The path of a key that the API has. */
  at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /** A value of any type, which the caller converts or notes; `null` is as good as none. */
  take(name: string): unknown {
    const value = this.peek(name);
    this.#taken.add(name);
    return value;
  }

  /** A string. A value of another type is noted. */
  text(name: string): string | undefined {
    return this.#typed(name, 'a string', (value) => typeof value === 'string');
  }

  /** The elements of an array, none for another value, which is noted. */
  list(name: string): unknown[] {
    return this.#typed(name, 'an array', Array.isArray) ?? [];
  }

  /** `true` or `false`. A value of another type is noted. */
  flag(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', (value) => typeof value === 'boolean');
  }

  /** An object, which the caller converts as a whole. A value of another type is noted. */
  object(name: string): Fields | undefined {
    return this.#typed(name, 'an object', isFields);
  }

  /** What `convert` makes of an object under a key. A value of another type is noted. */
  inner<T>(name: string, keys: Keys, convert: (source: Source) => T): T | undefined {
    const fields = this.object(name);
    return fields && read(fields, this.at(name), this.note, keys, convert);
  }

  /** What `convert` makes of the objects in an array. Other values are noted. */
  each<T>(name: string, keys: Keys, convert: (source: Source) => T | undefined): T[] {
    return eachOf(this.list(name), this.at(name), this.note, keys, convert);
  }

  /** The first of several keys that has a value, else the first. The others are noted, unless they say the same. */
  pick(first: string, ...more: string[]): string {
    const [name = first, ...others] = [first, ...more].filter((one) => this.peek(one) !== undefined);
    for (const other of others) {
      if (same(this.peek(other), this.peek(name))) this.take(other);
      else this.#wrong.set(other, `${name} is used instead`);
    }
    return name;
  }

  /** All values that are not yet taken and not wrong, as they are. */
  others(): Fields {
    const others = Object.entries(this.#fields).filter(([name]) => !this.#taken.has(name) && !this.#wrong.has(name));
    for (const [name] of others) this.#taken.add(name);
    return Object.fromEntries(others);
  }

  /** A value, which is still to be taken. */
  peek(name: string): unknown {
    return this.#taken.has(name) ? undefined : (this.#fields[name] ?? undefined);
  }

  hasObject(name: string): boolean {
    return isFields(this.peek(name));
  }

  /** Notes that the whole object is left out, in place of what is in it. */
  leaveOut(why: string): undefined {
    for (const name of Object.keys(this.#fields)) this.#taken.add(name);
    this.#notes.length = 0;
    this.note(this.path, `left out: ${why}`);
  }

  /** Notes the keys that nobody took. Returns all notes about the object. */
  finish(): readonly [field: string, message: string][] {
    const { otherwise, why = {}, idle = {} } = this.#keys;
    for (const name of Object.keys(this.#fields)) {
      if (this.#taken.has(name)) continue;
      const value = this.#fields[name];
      const wrong = this.#wrong.get(name);
      if (wrong === undefined && (isEmpty(value) || means(nothingOf(idle, name), value))) continue;
      const known = Object.hasOwn(why, name) ? why[name] : undefined;
      const place = /^[a-z][\w-]{0,60}$/i.test(name)
        ? this.at(name)
        : `${this.path}[${JSON.stringify(name.slice(0, 60))}]`;
      this.note(place, `left out: ${wrong ?? known ?? otherwise}`);
    }
    return this.#notes;
  }

  #typed<T>(name: string, expected: string, fits: (value: unknown) => value is T): T | undefined {
    const value = this.peek(name);
    if (value !== undefined && !fits(value)) {
      this.#wrong.set(name, `expected ${expected}, found ${typeOf(value)}`);
      return undefined;
    }
    this.#taken.add(name);
    return value;
  }
}

/** What `convert` makes of the objects among some values. Others are noted. */
export function eachOf<T>(
  values: unknown[],
  path: string,
  note: Note,
  keys: Keys,
  convert: (source: Source) => T | undefined,
): T[] {
  const all: T[] = [];
  for (const [index, value] of values.entries()) {
    const place = `${path}[${index}]`;
    if (isFields(value)) {
      const made = read(value, place, note, keys, convert);
      if (made !== undefined) all.push(made);
    } else {
      note(place, `left out: expected an object, found ${typeOf(value)}`);
    }
  }
  return all;
}

/** A string as notes show it, of another value its type. */
export const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value) : typeOf(value);

/** The type of a value, as notes name it. */
export function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Whether a value says nothing, whatever its key. An empty object may switch something on. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

const nothingOf = (idle: NonNullable<Keys['idle']>, name: string) => (Object.hasOwn(idle, name) ? idle[name] : []);

const means = (nothing: readonly unknown[] | typeof ANY | undefined, value: unknown): boolean =>
  nothing === ANY || (nothing ?? []).some((one) => same(one, value));

/** Whether two values are equal; of objects and arrays only those without others in them. */
function same(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return a === b;
  const [one, other] = [Object.entries(a), Object.entries(b)];
  return one.length === other.length && one.every(([name, value]) => value === (b as Fields)[name]);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
