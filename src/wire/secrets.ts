// Finds secrets in every form in which a text can contain them.

/** Replacement for a key. */
const HIDDEN = '[key]';

/** Shorter values occur in texts by chance, and can be guessed anyway. */
const SHORTEST = 8;

/** Length of a prefix that identifies a secret in a shortened text. */
const HEAD = 16;

/** Keys of the API, of any account, and their beginnings in shortened texts. */
const OWN_KEY = String.raw`sk-ant-[\w%-]{8,}`;

/** Names of headers that contain secrets. An idempotency key is not a secret, because errors name it. */
const SECRET_HEADER = /auth|key|token|secret|cookie|pass|credential|session|signature/i;
const PLAIN_HEADER = /^idempotency-key$/i;

/** A name before a secret: any word, or one that is certainly not part of the secret, such as a variable name. */
const NAME = /^[\w-]+[=:](?=[^=])/;
const VARIABLE = /^[\w-]*(?:key|token|auth|secret|session)[\w-]*[=:](?=[^=])/i;

/** Returns the secret parts of a value, without scheme, name, quotes and separators. */
function partsOf(value: string): string[] {
  const pieces = [value, ...value.split(/;/)]
    .flatMap((part) => part.split(/\s+/))
    .map((piece) => piece.replace(/^["'`]+|["'`]+$/g, ''));
  const bare = pieces.map((piece) => piece.replace(NAME, ''));
  return [...pieces.filter((piece) => !VARIABLE.test(piece)), ...bare].filter(
    (piece) => piece.length >= SHORTEST && !/^authorization:?$/i.test(piece),
  );
}

/** Returns the secrets in headers of any type. A value that is not a valid header is never sent, so it is ignored. */
export function secretsInHeaders(headers: unknown): string[] {
  try {
    const isIterable = typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
    const entries = isIterable ? [...(headers as Iterable<[string, unknown]>)] : Object.entries(headers ?? {});
    return entries
      .filter(([name, value]) => typeof value === 'string' && SECRET_HEADER.test(name) && !PLAIN_HEADER.test(name))
      .map(([, value]) => value as string);
  } catch {
    return [];
  }
}

const literal = (text: string): string => text.replaceAll(/\W/g, String.raw`\$&`);

/** A pattern for a character: unchanged, percent-encoded once or several times, or escaped as in JSON. */
function formsOf(char: string): string {
  const code = char.charCodeAt(0).toString(16).padStart(2, '0');
  const escaped = /\w/.test(char) ? '' : String.raw`\\?`;
  return String.raw`(?:${escaped}${literal(char)}|%(?:25)*${code}|\\u00${code})`;
}

/** Base64 of any text that contains the secret: for each alignment, the part that does not depend on adjacent characters. */
function inBase64(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    let text: string;
    try {
      text = btoa('\0'.repeat(before) + secret);
    } catch {
      return []; // a header cannot contain it
    }
    const first = Math.ceil((before * 8) / 6);
    const core = text.slice(first, Math.floor(((before + secret.length) * 8) / 6));
    return [literal(core).replaceAll(String.raw`\+`, '[+-]').replaceAll(String.raw`\/`, '[/_]')];
  });
}

function patternsOf(secret: string): string[] {
  const forms = [...secret].map(formsOf);
  const shortened = secret.length > HEAD ? [String.raw`${forms.slice(0, HEAD).join('')}[\w%+=~-]*`] : [];
  return [forms.join(''), ...shortened, ...inBase64(secret)];
}

/** Makes a function that removes secrets from a text. Ignores case, because gateways change the case of headers. */
export function hider(values: readonly string[]): (text: string) => string {
  const secrets = [...new Set(values.flatMap(partsOf))].sort((one, other) => other.length - one.length);
  const secret = new RegExp([...secrets.flatMap(patternsOf), OWN_KEY].join('|'), 'gi');
  return (text) => text.replace(secret, HIDDEN);
}

/** Removes everything that looks like a key of the API from a text. */
export const hideKeys: (text: string) => string = hider([]);
