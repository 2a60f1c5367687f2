import RandExp from 'randexp';
import type { JsonObject } from '../json.ts';
import type { Random } from '../seeded.ts';
import { Impossible } from './conjuncts.ts';
import { formatOf } from './formats.ts';
import { matches, numberOr } from './judge.ts';

const WORDS = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fern', 'grove', 'heath', 'iris', 'juniper'];

/**
 * Returns a word. `variety` is its distance from the simplest string: 0 is a single word, larger values are used after words
 * failed.
 */
export function word(random: Random, variety: number): string {
  const plain = WORDS[random() % WORDS.length] ?? '';
  return variety === 0 ? plain : `${(random() % 36 ** Math.min(variety, 5)).toString(36)}${plain}`;
}

/** Returns a string that all these schemas accept. */
export function stringFor(parts: readonly JsonObject[], random: Random, variety: number): string {
  const least = Math.max(0, ...parts.map((part) => numberOr(part.minLength, 0)));
  const most = Math.min(...parts.map((part) => numberOr(part.maxLength, Number.POSITIVE_INFINITY)));
  if (least > most) throw new Impossible('"minLength"');
  const patterns = parts.flatMap(({ pattern }) => (typeof pattern === 'string' ? [pattern] : []));
  const format = parts.map((part) => formatOf(part.format)).find((found) => found !== undefined);
  if (format !== undefined) {
    const plain = format.make(random, word(random, variety));
    const lacking = least - plain.length;
    const text = lacking > 0 ? format.make(random, 'a'.repeat(lacking) + word(random, variety)) : plain;
    return checked(text, least, most, patterns);
  }
  if (patterns.length > 0) {
    let text = matching(patterns[random() % patterns.length] ?? '', random, Math.max(5 + 5 * variety, least));
    while (text.length < least && patterns.every((pattern) => matches(pattern, `${text} x`))) text += ' x';
    if (text.length > most && patterns.every((pattern) => matches(pattern, text.slice(0, most))))
      text = text.slice(0, most);
    return checked(text, least, most, patterns);
  }
  let text = word(random, variety);
  while (text.length < least) text += ` ${word(random, variety)}`;
  return text.slice(0, most);
}

/** Returns a text that matches a pattern. Unbounded repetitions occur up to `reach` times. */
export function matching(pattern: string, random: Random, reach: number): string {
  try {
    const maker = new RandExp(new RegExp(pattern, 'u').source);
    maker.max = random() % 2 === 0 ? Math.min(reach, 100) : 1 + (random() % Math.min(reach, 100));
    maker.randInt = (from: number, to: number) => from + (random() % (to - from + 1));
    return maker.gen();
  } catch {
    return word(random, 0);
  }
}

function checked(text: string, least: number, most: number, patterns: string[]): string {
  const length = [...text].length;
  if (length < least) throw new Impossible('"minLength"');
  if (length > most) throw new Impossible('"maxLength"');
  if (!patterns.every((pattern) => matches(pattern, text))) throw new Impossible('"pattern"');
  return text;
}
