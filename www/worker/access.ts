import { callerOf } from './caller.ts';
import { FINAL, refuse } from './refusal.ts';
import { WrongTokens } from './wrong_tokens.ts';

export interface AccessEnv {
  /** The token that a caller must send. Without it, the relay forwards nothing. */
  RELAY_TOKEN?: string;
  /** The previous token, also accepted until all callers have the new one. */
  RELAY_TOKEN_PREVIOUS?: string;
}

/** Shorter tokens can be guessed. */
const SHORTEST_TOKEN = 16;

/** Counts for this isolate. */
const wrongTokens = new WrongTokens();

/** Returns the refusal for a request that may not use the key of this relay, or undefined. */
export async function checkAccess(request: Request, env: AccessEnv): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (!fromThisSite(request, url.origin)) {
    return refuse(403, 'permission_error', 'This relay answers only its own page, not pages of other sites.');
  }
  if (!env.RELAY_TOKEN) {
    return refuse(
      403,
      'permission_error',
      'This relay has no token, so it forwards nothing. Its operator can set one: wrangler secret put RELAY_TOKEN.',
    );
  }
  const tokens = { RELAY_TOKEN: env.RELAY_TOKEN, RELAY_TOKEN_PREVIOUS: env.RELAY_TOKEN_PREVIOUS };
  for (const [name, token] of Object.entries(tokens)) if (token && token.length < SHORTEST_TOKEN) return tooShort(name);

  const caller = callerOf(request.headers);
  const waitSeconds = wrongTokens.waitSeconds(caller, Date.now());
  if (waitSeconds > 0) {
    return refuse(429, 'rate_limit_error', 'Too many wrong relay tokens from this address. Try again later.', {
      ...FINAL,
      'retry-after': String(waitSeconds),
    });
  }
  const given = presentedToken(request.headers);
  if (given === undefined) {
    return refuse(
      401,
      'authentication_error',
      'This relay needs its token. Send it as "authorization: Bearer …".',
      FINAL,
    );
  }
  if (!(await isOneOf(given, Object.values(tokens)))) {
    wrongTokens.add(caller, Date.now());
    return refuse(401, 'authentication_error', 'The relay token is wrong.', FINAL);
  }
  return undefined;
}

/** A wrong setting: only the operator can fix it. */
function tooShort(name: string): Response {
  return refuse(
    500,
    'api_error',
    `The ${name} of this relay has fewer than ${SHORTEST_TOKEN} characters, so it forwards nothing. Its operator can set a long random one: wrangler secret put ${name}.`,
    FINAL,
  );
}

/**
 * A browser sends the origin of a request, and a page cannot change it; programs send none. "none" is an address typed by hand.
 * Requests that cost something are POSTs, which always carry an Origin.
 */
function fromThisSite(request: Request, ownOrigin: string): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== ownOrigin) return false;
  const site = request.headers.get('sec-fetch-site');
  return site === null || site === 'same-origin' || site === 'none';
}

/** The token that a caller sent, right or wrong. */
function presentedToken(headers: Headers): string | undefined {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
  return bearer ?? headers.get('x-api-key') ?? undefined;
}

/** Returns the token that the caller sent, then the other tokens that this relay accepts. */
export function tokensFor(headers: Headers, { RELAY_TOKEN, RELAY_TOKEN_PREVIOUS }: AccessEnv): (string | undefined)[] {
  const own = presentedToken(headers);
  const all = RELAY_TOKEN_PREVIOUS ? [RELAY_TOKEN, RELAY_TOKEN_PREVIOUS] : [];
  return [own, ...all.filter((token) => token !== own)];
}

/** Compares with all tokens, so that the time does not reveal which one matched. */
async function isOneOf(given: string, tokens: readonly (string | undefined)[]): Promise<boolean> {
  let isOne = false;
  for (const token of tokens) if (token) isOne = (await sameSecret(given, token)) || isOne;
  return isOne;
}

/** Compares hashes: all inputs have the same length, so neither the time nor an early return reveals how much was right. */
async function sameSecret(given: string, expected: string): Promise<boolean> {
  const digest = (text: string) => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const [a, b] = await Promise.all([digest(given), digest(expected)]);
  return crypto.subtle.timingSafeEqual(a, b);
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
