/** Checks that the page and the API behind the relay answer. Returns the problem, or undefined. */
export async function probeSite(url, token) {
  const page = await fetch(url);
  if (page.status !== 200) return `The page answered ${page.status} at ${url}.`;
  const path = '/v1/messages/batches';
  const relay = await fetch(`${url}${path}?limit=1`, {
    headers: { 'anthropic-version': '2023-06-01', authorization: `Bearer ${token}` },
  });
  const body = await relay.json().catch(() => undefined);
  if (relay.status === 200 && Array.isArray(body?.data)) return undefined;
  return `The relay answered ${relay.status} at ${url}${path}${body?.error ? `: ${body.error.message}` : '.'}`;
}
