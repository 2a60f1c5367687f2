// Splits Rust source into tokens: the contents of comments and literals are not code, and must not be mistaken for it.

/**
 * Tried in this order at each position. Only the start of raw strings and block comments is matched, because no pattern finds
 * their end.
 */
const TOKENS = [
  ['space', /\s+/y],
  ['line comment', /\/\/[^\n]*/y],
  ['block comment', /\/\*/y],
  ['raw string', /[bc]?r(#*)"/y],
  ['string', /[bc]?"(?:[^"\\]|\\[\s\S])*"/y],
  ['char', /b?'(?:[^'\\\n]|\\(?:u\{[^}]*\}|x[\da-fA-F]{2}|.))'/uy],
  ['lifetime', /'[\p{ID_Start}_]\p{ID_Continue}*/uy],
  ['ident', /(?:r#)?[\p{ID_Start}_]\p{ID_Continue}*/uy],
  ['number', /\d\w*(?:\.\d\w*)?/y],
  ['punct', /::|->|=>|\.\.[.=]?|[\s\S]/y],
];

const LITERALS = new Set(['raw string', 'string', 'char', 'number']);
const SKIPPED = new Set(['space', 'line comment', 'block comment']);

/**
 * Returns the tokens of a Rust text, each as `{ kind, text, line }` with the line of its first character, from 1. A kind is
 * `ident` (keywords too), `lifetime`, `literal` or `punct`.
 */
export function tokensOf(text) {
  const tokens = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const { kind, end } = tokenAt(text, at);
    const token = text.slice(at, end);
    if (!SKIPPED.has(kind)) {
      tokens.push({ kind: LITERALS.has(kind) ? 'literal' : kind, text: token.replace(/^r#(?=\w)/, ''), line });
    }
    line += token.split('\n').length - 1;
    at = end;
  }
  return tokens;
}

function tokenAt(text, at) {
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) continue;
    if (kind === 'raw string') return { kind, end: after(text, `"${match[1]}`, pattern.lastIndex) };
    if (kind === 'block comment') return { kind, end: commentEnd(text, at) };
    return { kind, end: pattern.lastIndex };
  }
  throw new Error(`no token at ${at}`);
}

/** Returns the position after `end`, searched from `from` on; the end of the text if there is none. */
function after(text, end, from) {
  const at = text.indexOf(end, from);
  return at < 0 ? text.length : at + end.length;
}

/** Block comments nest. */
function commentEnd(text, start) {
  const edges = /\/\*|\*\//g;
  edges.lastIndex = start;
  let depth = 0;
  for (let edge = edges.exec(text); edge !== null; edge = edges.exec(text)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return text.length;
}

const PAIRS = { '(': ')', '[': ']', '{': '}' };

/** For each opening bracket, returns the token that closes it. */
export function closings(tokens) {
  const closing = new Map();
  const open = [];
  tokens.forEach(({ kind, text }, index) => {
    if (kind !== 'punct') return;
    if (text in PAIRS) open.push(index);
    else if (Object.values(PAIRS).includes(text) && open.length > 0) closing.set(open.pop(), index);
  });
  for (const index of open) closing.set(index, tokens.length);
  return closing;
}
