// Reads what a Rust file declares, imports and names, by module. Excludes code that is only compiled for tests.
import { closings, tokensOf } from './tokens.mjs';

const ITEMS = new Set(['fn', 'struct', 'enum', 'union', 'trait', 'type', 'const', 'static']);
/** Items that end with a semicolon, even if they contain braces. */
const STATEMENTS = new Set(['use', 'const', 'static', 'type', 'let']);
const UNREAD = new Set(['macro_use', 'path']);
const ROOTS = new Set(['crate', 'self', 'super']);
const KEYWORDS = new Set(
  'as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while'.split(
    ' ',
  ),
);

/**
 * Returns the outermost module of a Rust text. A module has
 * - `items`: the names that it declares; `generated`: names inside macros, which may become its items;
 * - `children`: its modules by name, each a scope, or undefined for `mod name;`, whose text is in another file;
 * - `tests`: modules that are only compiled for tests;
 * - `macros`: its macros that are visible in the whole crate;
 * - `unread`: attributes `{ text, line }` that include modules or macros in ways that are not supported here;
 * - `uses`: `{ segments, alias, glob, line, block, exported }`, one for each leaf of a `use`; `block` for one inside a function;
 * - `paths`: `{ segments, line }`, for every path of two or more names in its code, in a map by its text;
 * - `words`: every single name in its code, with its first line.
 */
export function scopeOf(text) {
  const tokens = tokensOf(text);
  return readModule({ tokens, closing: closings(tokens) }, 0, tokens.length);
}

const empty = () => ({
  items: new Set(),
  generated: new Set(),
  children: new Map(),
  tests: new Set(),
  macros: new Set(),
  unread: [],
  uses: [],
  paths: new Map(),
  words: new Map(),
});

function readModule(source, start, end) {
  const scope = empty();
  /** The ends of the enclosing blocks. */
  const blocks = [];
  let at = start;
  while (at < end) {
    while (blocks.at(-1) <= at) blocks.pop();
    const next = readAttribute(source, at, scope) ?? readItem(source, at, scope, blocks.length > 0);
    if (next === undefined) {
      if (source.closing.has(at)) blocks.push(source.closing.get(at));
      at = readPath(source, at, scope);
    } else if (next === WHOLE) {
      return empty();
    } else {
      at = next;
    }
  }
  return scope;
}

/** An inner attribute `#![cfg(test)]`: the whole module is excluded. */
const WHOLE = -1;

function readAttribute({ tokens, closing }, at, scope) {
  if (tokens[at].text !== '#') return undefined;
  const inner = tokens[at + 1]?.text === '!';
  const open = at + (inner ? 2 : 1);
  if (tokens[open]?.text !== '[') return undefined;
  const close = closing.get(open);
  const { text, line } = tokens[open + 1];
  if (UNREAD.has(text)) scope.unread.push({ text, line });
  // Followed by `macro_rules! name`.
  if (text === 'macro_export') scope.macros.add(tokens[close + 3]?.text);
  if (!isTestOnly(tokens.slice(open + 1, close).map(({ text }) => text))) return close + 1;
  if (inner) return WHOLE;
  const end = itemEnd({ tokens, closing }, close + 1);
  if (tokens[end - 1]?.text === ';' && tokens[end - 3]?.text === 'mod') scope.tests.add(tokens[end - 2].text);
  return end;
}

function isTestOnly(attribute) {
  return attribute[0] === 'cfg' && attribute[1] === '(' && needsTest(attribute.slice(2, -1));
}

function needsTest(predicate) {
  if (predicate[0] === 'test') return predicate.length === 1;
  const parts = () => divided(predicate.slice(2, -1));
  if (predicate[0] === 'all') return parts().some(needsTest);
  return predicate[0] === 'any' && parts().every(needsTest);
}

/** Splits at the commas outside of brackets. */
function divided(tokens) {
  const parts = [[]];
  let depth = 0;
  for (const text of tokens) {
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    if (text === ',' && depth === 0) parts.push([]);
    else parts.at(-1).push(text);
  }
  return parts.filter((part) => part.length > 0);
}

/** Returns the position after the item, field or arm that begins at `start`, including further attributes. */
function itemEnd({ tokens, closing }, start) {
  let at = start;
  while (tokens[at]?.text === '#') at = closing.get(at + 1) + 1;
  const words = tokens.slice(at, at + 6).map(({ text }) => text);
  const isStatement = STATEMENTS.has(words.find((word) => STATEMENTS.has(word) || ITEMS.has(word) || word === 'mod'));
  const isItem = words.some((word) => ITEMS.has(word) || ['impl', 'mod', 'use', 'macro_rules'].includes(word));
  for (; at < tokens.length; at += 1) {
    const { text } = tokens[at];
    if (text === ';' || (text === ',' && !isItem)) return at + 1;
    if (text === '}' || text === ')' || text === ']') return at;
    if (text === '{' && !(isStatement && !words.includes('fn'))) return closing.get(at) + 1;
    at = closing.get(at) ?? at;
  }
  return at;
}

/**
 * Reads a declaration or import at `start`, if there is one. Returns the position after the part that was read; undefined if
 * there is none.
 */
function readItem(source, at, scope, inBlock) {
  const { tokens, closing } = source;
  const [{ kind, text }, second, third] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (kind !== 'ident' || tokens[at - 1]?.text === '.') return undefined;
  if (text === 'pub' && second?.text === '(' && isVisibility(tokens, at + 2)) return closing.get(at + 1) + 1;
  if (text === 'use' && second?.text !== '<') return readUse(source, at, scope, inBlock);
  if (text === 'macro_rules' && second?.text === '!') {
    scope.items.add(third.text);
    readGenerated(source, at + 3, scope);
    return at + 3;
  }
  if (inBlock) return undefined;
  if (text === 'mod' && second?.kind === 'ident') return readChild(source, at, scope);
  if (ITEMS.has(text) && second?.kind === 'ident') {
    const name = second.text === 'mut' ? third : second;
    // `const fn name`, `unsafe extern fn name`: the name follows the last keyword.
    if (!KEYWORDS.has(name.text)) scope.items.add(name.text);
    return at + (name === third ? 3 : KEYWORDS.has(name.text) ? 1 : 2);
  }
  // A macro's arguments, or the contents of `extern "C"`: either may declare items.
  if (['!', '"C"'].includes(second?.text) && closing.has(at + 2)) readGenerated(source, at + 2, scope);
  return undefined;
}

function isVisibility(tokens, at) {
  return tokens[at].text === 'in' || (tokens[at + 1]?.text === ')' && /^(?:crate|super|self)$/.test(tokens[at].text));
}

/** The body or the arguments of a macro may declare items: `enum Name` in the rules of one, `static X` in `thread_local!`. */
function readGenerated({ tokens, closing }, open, scope) {
  for (let at = open; at < closing.get(open); at += 1) {
    const next = tokens[at + 1];
    if (ITEMS.has(tokens[at].text) && next?.kind === 'ident' && !KEYWORDS.has(next.text))
      scope.generated.add(next.text);
  }
}

function readChild(source, at, scope) {
  const name = source.tokens[at + 1].text;
  const body = source.tokens[at + 2].text === '{' ? readModule(source, at + 3, source.closing.get(at + 2)) : undefined;
  // A module may occur several times, for several targets.
  scope.children.set(name, [...(scope.children.get(name) ?? []), body]);
  return body ? source.closing.get(at + 2) + 1 : at + 3;
}

/** Returns the position after the `;` of a `use`. */
function readUse({ tokens, closing }, start, scope, block) {
  const exported = tokens[start - 1]?.text === 'pub' || tokens[start - 1]?.text === ')';
  const leaf = (segments, line, more) => scope.uses.push({ segments, line, block, exported, ...more });

  function tree(from, prefix) {
    let at = from;
    const segments = [...prefix];
    if (tokens[at].text === '::') segments.push('');
    for (; at < tokens.length; at += 1) {
      const { kind, text, line } = tokens[at];
      if (kind === 'ident' && text === 'as') return leafAs(segments, tokens[at + 1], at + 2);
      if (kind === 'ident') segments.push(text);
      else if (text === '*') return glob(segments, line, at + 1);
      else if (text === '{') return group(segments, at);
      else if (text !== '::' && text !== '$') return leafAs(segments, { ...tokens[at - 1], text: undefined }, at);
    }
    return at;
  }
  function leafAs(segments, { text, line }, next) {
    const path = segments.length > 1 && segments.at(-1) === 'self' ? segments.slice(0, -1) : segments;
    leaf(path, line, { alias: text ?? path.at(-1), glob: false });
    return next;
  }
  function glob(segments, line, next) {
    leaf(segments, line, { glob: true });
    return next;
  }
  function group(segments, open) {
    let at = open + 1;
    while (at < closing.get(open)) at = tokens[at].text === ',' ? at + 1 : tree(at, segments);
    return closing.get(open) + 1;
  }
  return tree(start + 1, []) + 1;
}

/** Records the path or the name at `start`, if code refers to one there. Returns the position at which to continue. */
function readPath({ tokens }, start, scope) {
  const { kind, line } = tokens[start];
  const before = tokens[start - 1]?.text;
  if (kind !== 'ident' || before === '.' || before === '::') return start + 1;
  const segments = [tokens[start].text];
  let at = start + 1;
  while (tokens[at]?.text === '::' && tokens[at + 1]?.kind === 'ident') {
    segments.push(tokens[at + 1].text);
    at += 2;
  }
  if (segments.length > 1) notePath(scope, { segments, line });
  // A name before a colon is a field or an argument.
  else if (!KEYWORDS.has(segments[0]) && tokens[at]?.text !== ':' && !scope.words.has(segments[0])) {
    scope.words.set(segments[0], line);
  }
  return at;
}

/** Recorded once per line if it begins at the crate, and is therefore an import of its own; otherwise recorded once. */
function notePath({ paths }, { segments, line }) {
  const key = `${segments.join('::')}${ROOTS.has(segments[0]) ? ` ${line}` : ''}`;
  if (!paths.has(key)) paths.set(key, { segments, line });
}
