// Converts a base URL to the form that the core accepts.

/** Returns the URL in ASCII. Text that is not a URL is returned unchanged; the core reports it. */
export const baseUrlOf = (text: string): string => (/[^ -~]/.test(text) ? inAscii(text) : text);

/** Encodes the host as Punycode and percent-encodes the path, like every URL parser. */
function inAscii(text: string): string {
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}
