import { joined } from '../bytes.ts';
import { invalidRequest } from '../errors.ts';

/** Facts about the outermost object of a create body. */
export interface Frame {
  /** Whether the body is a JSON object. */
  object: boolean;
  /** Whether `requests` exists, and is a list. */
  requests: 'absent' | 'other' | 'list';
  /** The first unknown key. */
  extra: string | undefined;
}

export const notJson = () => invalidRequest('The request body is not valid JSON');

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
/** Values that cause a refusal anyway are validated as JSON only up to this size, and skipped beyond it. */
const HELD_IN_VAIN = 1_000_000;

type At = 'start' | 'first key' | 'key' | 'colon' | 'value' | 'next key' | 'first item' | 'item' | 'next item' | 'end';
/** The kind of value that is being buffered. */
type Inside = 'key' | 'value' | 'item' | 'all';

/**
 * Splits a create body while it arrives: passes on each entry of `requests` as soon as its last byte has arrived, and buffers at
 * most one. The consumer of an entry checks that it is JSON.
 */
export class CreateBody {
  readonly #request: (bytes: Uint8Array) => void;
  readonly #restart: () => void;
  #at: At = 'start';
  #inside: Inside | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #key = '';
  readonly #frame: Frame = { object: true, requests: 'absent', extra: undefined };

  /** `restart` is called if the key `requests` occurs again: the last one counts, as in every JSON parser. */
  constructor(request: (bytes: Uint8Array) => void, restart: () => void) {
    this.#request = request;
    this.#restart = restart;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) at = this.#inside === undefined ? this.#step(bytes, at) : this.#gather(bytes, at);
  }

  finish(): Frame {
    if (this.#inside === 'all' && this.#depth === 0 && !this.#inString) this.#complete();
    if (this.#at !== 'end' || this.#inside !== undefined) throw notJson();
    return this.#frame;
  }

  /** Reads one byte between values. */
  #step(bytes: Uint8Array, index: number): number {
    const byte = bytes[index] ?? 0;
    if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) return index + 1;
    const go = (next: At) => {
      this.#at = next;
      return index + 1;
    };
    switch (this.#at) {
      case 'start':
        if (byte === OPEN_OBJECT) return go('first key');
        this.#frame.object = false;
        return this.#begin('all', index);
      case 'first key':
        if (byte === CLOSE_OBJECT) return go('end');
        break;
      case 'colon':
        if (byte === COLON) return go('value');
        throw notJson();
      case 'value':
        return this.#value(byte, index);
      case 'next key':
        if (byte === COMMA) return go('key');
        if (byte === CLOSE_OBJECT) return go('end');
        throw notJson();
      case 'first item':
        if (byte === CLOSE_LIST) return go('next key');
        return this.#begin('item', index);
      case 'item':
        return this.#begin('item', index);
      case 'next item':
        if (byte === COMMA) return go('item');
        if (byte === CLOSE_LIST) return go('next key');
        throw notJson();
      case 'end':
        throw notJson();
    }
    if (byte !== QUOTE) throw notJson();
    return this.#begin('key', index);
  }

  #value(byte: number, index: number): number {
    if (this.#key !== 'requests') return this.#begin('value', index);
    if (this.#frame.requests !== 'absent') this.#restart();
    if (byte !== OPEN_LIST) {
      this.#frame.requests = 'other';
      return this.#begin('value', index);
    }
    this.#frame.requests = 'list';
    this.#at = 'first item';
    return index + 1;
  }

  #begin(inside: Inside, index: number): number {
    this.#inside = inside;
    this.#depth = 0;
    return index;
  }

  /** Buffers the bytes of a value up to its end, or all remaining bytes. */
  #gather(bytes: Uint8Array, start: number): number {
    const end = this.#endOf(bytes, start);
    const part = bytes.subarray(start, end ?? bytes.length);
    this.#heldBytes += part.length;
    if (this.#inside === 'item' || this.#inside === 'key' || this.#heldBytes <= HELD_IN_VAIN) {
      this.#held.push(part);
    }
    if (end === undefined) return bytes.length;
    this.#complete();
    return end;
  }

  #complete(): void {
    const bytes = this.#held.length === 1 ? (this.#held[0] as Uint8Array) : joined(this.#held);
    const passedOver = this.#heldBytes > bytes.length;
    const inside = this.#inside;
    this.#held = [];
    this.#heldBytes = 0;
    this.#inside = undefined;
    if (inside === 'item') {
      this.#at = 'next item';
      this.#request(bytes);
      return;
    }
    const value = passedOver ? undefined : parsed(bytes);
    if (inside === 'all') this.#at = 'end';
    if (inside === 'value') this.#at = 'next key';
    if (inside === 'key') {
      this.#key = String(value);
      this.#at = 'colon';
      if (this.#key !== 'requests') this.#frame.extra ??= this.#key;
    }
  }

  /** Returns the index after the last byte of the value, if it is in these bytes. Tracks only strings and brackets. */
  #endOf(bytes: Uint8Array, start: number): number | undefined {
    let index = start;
    while (index < bytes.length) {
      if (this.#inString) {
        index = this.#stringEnd(bytes, index);
        if (!this.#inString && this.#depth === 0) return index;
        continue;
      }
      switch (bytes[index]) {
        case QUOTE:
          this.#inString = true;
          break;
        case OPEN_OBJECT:
        case OPEN_LIST:
          this.#depth += 1;
          break;
        case CLOSE_OBJECT:
        case CLOSE_LIST:
          // A number or literal ends before the bracket that follows it.
          if (this.#depth === 0) return index;
          this.#depth -= 1;
          if (this.#depth === 0) return index + 1;
          break;
        case COMMA:
        case 0x20:
        case 0x0a:
        case 0x0d:
        case 0x09:
          if (this.#depth === 0) return index;
          break;
      }
      index += 1;
    }
    return undefined;
  }

  /** Returns the index after the closing quote. Jumps from quote to quote, because most bytes of a batch are in long strings. */
  #stringEnd(bytes: Uint8Array, start: number): number {
    let from = start;
    for (;;) {
      const quote = bytes.indexOf(QUOTE, from);
      const end = quote === -1 ? bytes.length : quote;
      let escapes = 0;
      while (end - escapes > from && bytes[end - 1 - escapes] === BACKSLASH) escapes += 1;
      // A run of backslashes may have begun in the previous piece.
      const odd = escapes % 2 === 1;
      const escaped = end - escapes === from && this.#escaped ? !odd : odd;
      this.#escaped = false;
      if (quote === -1) {
        this.#escaped = escaped;
        return bytes.length;
      }
      from = quote + 1;
      if (!escaped) {
        this.#inString = false;
        return from;
      }
    }
  }
}

/** Parses these bytes as a JSON value. Throws the 400 if they are not JSON. */
export function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    throw notJson();
  }
}
