import { SAFE_HEADERS } from './refusal.ts';

/** Forwarded upstream: headers that describe the call, but not the caller (authorization, x-api-key, cookie, origin, cf-*). */
const PASSED_UP = [
  'accept',
  'anthropic-beta',
  'anthropic-user-profile-id',
  'anthropic-version',
  'anthropic-workspace-id',
  'content-encoding',
  'content-length',
  'content-type',
  'range',
];

/** Returned to the caller, in addition to anthropic-* headers. */
const PASSED_DOWN = [
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'request-id',
  'retry-after',
  'retry-after-ms',
  'x-should-retry',
];

export function headersUp(caller: Headers, apiKey: string): Headers {
  const headers = new Headers({ 'x-api-key': apiKey });
  for (const name of PASSED_UP) {
    const value = caller.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

/** Upstream headers for the caller, plus security headers. `hide` removes the API key from values. */
export function headersDown(upstream: Headers, hide: (text: string) => string): Headers {
  const headers = new Headers(SAFE_HEADERS);
  for (const [name, value] of upstream) {
    if (PASSED_DOWN.includes(name) || name.startsWith('anthropic-')) headers.set(name, hide(value));
  }
  return headers;
}
