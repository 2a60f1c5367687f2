import { BatchClient, type ClientOptions } from 'message-batches';

const TOKEN = 'relay-token';

/** A client of the relay that served this page. The relay holds the API key; what we may hold is its token. */
export function client(options: ClientOptions = {}): BatchClient {
  const token = relayToken();
  return new BatchClient({ ...options, baseURL: location.origin, ...(token ? { apiKey: token } : {}) });
}

export const relayToken = (): string => sessionStorage.getItem(TOKEN) ?? '';

/** Session storage: gone with the tab, and never sent by the browser on its own. */
export function keepToken(token: string): void {
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
}
