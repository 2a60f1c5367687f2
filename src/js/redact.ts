// Removes the key of a call from its responses, from its errors and their causes, and from events for a log.

import { hider, secretsInHeaders } from '../wire/secrets.ts';
import { BatchError } from './errors.ts';
import { isError, isPlain } from './realms.ts';

/** Objects with more values than this are not searched. */
const MOST_VALUES = 50_000;
const DEEPEST = 32;

const CLASSES: Readonly<Record<string, ErrorConstructor>> = { TypeError, RangeError, SyntaxError };

/** The texts of an error. Engines store them in different places. */
const TEXTS = ['message', 'name', 'stack'] as const;

const tagOf = (value: object): string => Object.prototype.toString.call(value);

/**
 * The name of an option, and the name that errors use instead.
 * @internal
 */
export type Renamed = readonly [option: string, name: string];

/**
 * Removes the secrets of a call from values. A value without secrets stays the same object.
 * @internal
 */
export class Redactor {
  readonly #hide: (text: string) => string;

  readonly #renamed: Renamed | undefined;

  constructor(secrets: readonly string[], renamed?: Renamed) {
    this.#hide = hider(secrets);
    this.#renamed = renamed;
  }

  /** Returns the result or rejection of `work`, redacted. */
  async answer<T>(work: Promise<T>): Promise<T> {
    return this.value(await this.settled(work));
  }

  /** Returns the result of `work`, with only its rejection redacted. */
  async settled<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      // A caller's own value, such as the reason of an abort, passes unchanged.
      if (isOurs(thrown)) this.#mend(thrown);
      throw thrown;
    }
  }

  /**
   * Redacts a value that the package did not make. A value that cannot be searched, because it has a class of its own or runs
   * code when it is displayed, becomes a plain copy of the searchable parts.
   */
  value<T>(value: T): T {
    try {
      const walk = { seen: new Set<object>(), left: MOST_VALUES };
      return this.#isClean(value, walk, 0) ? value : (this.#copy(value, new Map(), 0) as T);
    } catch {
      return 'a value that cannot be read' as T;
    }
  }

  #isClean(value: unknown, walk: { seen: Set<object>; left: number }, depth: number): boolean {
    if (typeof value === 'string') return this.#hide(value) === value;
    if (typeof value === 'symbol') return this.#isClean(value.description, walk, depth);
    if (typeof value === 'function') return false;
    if (typeof value !== 'object' || value === null || walk.seen.has(value)) return true;
    if (depth > DEEPEST || walk.left-- <= 0) return false;
    walk.seen.add(value);
    const isClean = (part: unknown) => this.#isClean(part, walk, depth + 1);
    if (isError(value)) {
      const shown = [...TEXTS.map((name) => value[name]), value.cause, String(value)];
      if (runsCode(value) || !shown.every(isClean)) return false;
    } else if (!Array.isArray(value) && !isPlain(value)) return false;
    else if (runsCode(value)) return false;
    return Reflect.ownKeys(value).every((key) => {
      const { value: part, get } = Object.getOwnPropertyDescriptor(value, key) ?? {};
      if (key === 'stack') return true;
      // A proxy may return values that its target does not have.
      return get === undefined && isClean(key) && isClean(part) && Object.is(Reflect.get(value, key), part);
    });
  }

  #copy(value: unknown, copies: Map<object, unknown>, depth: number): unknown {
    if (typeof value === 'string') return this.#hide(value);
    if (typeof value === 'symbol') return Symbol(this.#hide(value.description ?? ''));
    if (typeof value === 'function') return tagOf(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return this.#hide(tagOf(value));
    let copy: object;
    if (Array.isArray(value)) copy = [];
    else if (isError(value)) copy = this.#error(value);
    else if (isPlain(value)) copy = {};
    else return this.#hide(tagOf(value));
    copies.set(value, copy);
    const keys: PropertyKey[] = Reflect.ownKeys(value);
    if (isError(value) && value.cause !== undefined && !keys.includes('cause')) keys.push('cause');
    for (const key of keys.slice(0, MOST_VALUES)) {
      const { value: part, enumerable = false } = Object.getOwnPropertyDescriptor(value, key) ?? {
        value: Reflect.get(value, key),
      };
      const isSet = isError(value) && (TEXTS as readonly PropertyKey[]).includes(key);
      if (isSet || typeof key === 'symbol' || part === undefined || (Array.isArray(value) && key === 'length'))
        continue;
      set(copy, this.#hide(String(key)), this.#copy(part, copies, depth + 1), enumerable);
    }
    return copy;
  }

  /** Makes an error of a built-in class with the redacted texts of another error. */
  #error(error: Error): Error {
    const [message, name, stack] = TEXTS.map((text) => this.#hide(String(error[text] ?? '')));
    const copy = new (CLASSES[name ?? ''] ?? Error)(message);
    if (copy.name !== name) set(copy, 'name', name, false);
    set(copy, 'stack', stack, false);
    return copy;
  }

  /** Removes secrets from an error of this package, in place: no caller has it yet. */
  #mend(error: Error): void {
    const [option, name] = this.#renamed ?? [];
    if (option !== undefined && error.message.startsWith(`${option}: `)) {
      for (const key of ['message', 'stack'] as const) {
        set(error, key, error[key]?.replace(`${option}: `, `${name}: `), false);
      }
    }
    for (const key of Reflect.ownKeys(error)) {
      if (key === 'stack') continue;
      const { value, enumerable = false } = Object.getOwnPropertyDescriptor(error, key) ?? {};
      const mended = this.value(value);
      if (!Object.is(mended, value)) set(error, key, mended, enumerable);
    }
    const stack = this.value(error.stack);
    if (stack !== error.stack) set(error, 'stack', stack, false);
  }
}

/** Returns the secrets of a call: its key, and the headers that contain one. */
export const secretsOf = (key: unknown, ...headers: unknown[]): string[] => [
  ...(typeof key === 'string' ? [key] : []),
  ...headers.flatMap(secretsInHeaders),
];

const isOurs = (thrown: unknown): thrown is Error =>
  BatchError.isInstance(thrown) || (isError(thrown) && 'code' in thrown && thrown.code === 'invalid_option');

/** Whether a value controls how it is displayed: as JSON, or by `console.log` of Node, Bun and Deno. */
const runsCode = (value: object): boolean =>
  ['toJSON', Symbol.for('nodejs.util.inspect.custom'), Symbol.for('Deno.customInspect')].some((name) => name in value);

function set(target: object, key: PropertyKey, value: unknown, enumerable: boolean): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}
