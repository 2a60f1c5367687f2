// Converts a base URL to the form that the core accepts.

/** Returns the URL in ASCII, without white space around it. Other text is returned unchanged; the core reports it. */
export function baseUrlOf(text: string): string {
  const url = text.trim();
  return /[^ -~]/.test(url) ? inAscii(url) : url;
}

/** Encodes the host as Punycode and percent-encodes the path, like every URL parser. */
function inAscii(text: string): string {
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}
