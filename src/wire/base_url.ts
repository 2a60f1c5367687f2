// A base URL as the core takes it.

/** Paths that other clients are configured with, besides those that the core knows. */
const ENDPOINT = /\/v1\/(?:messages\/count_tokens|chat\/completions|complete)\/*$/;

/** The same URL in ASCII, without an endpoint at its end. What is no URL is left to the core. */
export function baseUrlOf(text: string): string {
  return (/[^ -~]/.test(text) ? inAscii(text) : text).replace(ENDPOINT, '');
}

/** The host in Punycode and the path percent-encoded, as every parser of URLs has them. */
function inAscii(text: string): string {
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}
