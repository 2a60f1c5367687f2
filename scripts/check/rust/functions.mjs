// Returns the functions of a Rust text, and their numbers of lines.
import { closings, tokensOf } from './tokens.mjs';

const QUALIFIERS = new Set(['const', 'async', 'unsafe', 'extern', 'pub']);

/** Outermost functions with a body, `{ name, line, lines }`: from the signature to the brace that closes the body. */
export function rustFunctions(text) {
  const tokens = tokensOf(text);
  const closing = closings(tokens);
  const functions = [];
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at].text !== 'fn' || tokens[at + 1]?.kind !== 'ident') continue;
    const open = bodyOf(tokens, closing, at);
    if (open === undefined) continue;
    const { line } = tokens[signatureOf(tokens, closing, at)];
    const end = tokens[closing.get(open)] ?? tokens.at(-1);
    functions.push({ name: tokens[at + 1].text, line, lines: end.line - line + 1 });
    // Nested functions belong to it.
    at = closing.get(open);
  }
  return functions;
}

/** Returns the brace that opens the body; undefined for a function that a trait only declares. */
function bodyOf(tokens, closing, start) {
  for (let at = start; at < tokens.length; at += 1) {
    if (tokens[at].text === '{') return at;
    if (tokens[at].text === ';') return undefined;
    at = closing.get(at) ?? at;
  }
  return undefined;
}

/** Returns the start of `pub(crate) const unsafe extern "C"` before an `fn`. */
function signatureOf(tokens, closing, fn) {
  let at = fn;
  for (;;) {
    const before = tokens[at - 1];
    if (QUALIFIERS.has(before?.text)) at -= 1;
    else if (before?.kind === 'literal' && tokens[at - 2]?.text === 'extern') at -= 2;
    else if (before?.text === ')' && isVisibility(tokens, closing, at - 1)) at = openingOf(closing, at - 1) - 1;
    else return at;
  }
}

const openingOf = (closing, close) => [...closing].find(([, end]) => end === close)?.[0];

function isVisibility(tokens, closing, close) {
  return tokens[openingOf(closing, close) - 1]?.text === 'pub';
}
