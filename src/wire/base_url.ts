// A base URL as the core takes it.

/** The same URL in ASCII. What is no URL is left to the core. */
export const baseUrlOf = (text: string): string => (/[^ -~]/.test(text) ? inAscii(text) : text);

/** The host in Punycode and the path percent-encoded, as every parser of URLs has them. */
function inAscii(text: string): string {
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}
