// Random JSON values: objects of which no two have the same keys and types, as extraction jobs and structured outputs return them.
import { foreign, prose, sentence, word } from './prose.mjs';

/** Returns a key: one of those that the corpus uses, or a new one. */
function key(chance) {
  return chance.keys ? chance.pick(chance.keys) : newKey(chance);
}

/** Returns a key in one of the styles of real schemas; a few contain non-ASCII letters, a space or a quotation mark. */
export function newKey(chance) {
  const at = chance.next();
  const [first, second] = [word(chance), word(chance)];
  if (at < 0.35) return first;
  if (at < 0.7) return `${first}_${second}`;
  if (at < 0.9) return first + second[0].toUpperCase() + second.slice(1);
  if (at < 0.95) return `${first}_${chance.below(1000)}`;
  return at < 0.99 ? `${foreign(chance)} ${first}` : `the "${first}"`;
}

/** Returns an object with this number of keys (some may coincide), down to this depth. */
export function object(chance, keys, depth) {
  const made = {};
  for (let left = keys; left > 0; left -= 1) made[key(chance)] = value(chance, depth - 1);
  return made;
}

/** Returns any value. At depth 0, it contains no values. */
export function value(chance, depth) {
  const at = chance.next();
  if (depth > 0 && at < 0.16) return object(chance, chance.between(1, 6), depth);
  if (depth > 0 && at < 0.26) {
    const like = chance.below(3);
    return chance.list(chance.length(3, 0.7, 30), () => item(chance, like, depth));
  }
  if (at < 0.46) return number(chance);
  if (at < 0.56) return chance.in(0.5);
  if (at < 0.64) return null;
  return text(chance);
}

function item(chance, like, depth) {
  if (like === 0) return number(chance);
  return like === 1 ? text(chance) : object(chance, chance.between(1, 4), depth - 1);
}

function number(chance) {
  const at = chance.next();
  if (at < 0.5) return chance.below(2_000);
  if (at < 0.6) return -chance.below(100);
  if (at < 0.9) return Math.round(chance.next() * 1_000_000) / 100;
  if (at < 0.95) return chance.next();
  return chance.in(0.5) ? chance.below(9) * 1e-9 : chance.next() * 1e24;
}

function text(chance) {
  const at = chance.next();
  if (at < 0.15) return chance.time();
  if (at < 0.25) return `${word(chance)}.${word(chance)}@example.com`;
  if (at < 0.35) return `https://example.com/${word(chance)}/${chance.id(11)}?q=${word(chance)}`;
  if (at < 0.6) return word(chance);
  if (at < 0.68) return '';
  if (at < 0.95) return sentence(chance, chance.length(8, 0.6, 60), chance.in(0.2) ? foreign : undefined);
  return `${prose(chance, chance.length(200), foreign)}\n\t- ${word(chance)}\n`;
}
