import { BatchClient } from 'message-batches';

const TOKEN = 'relay-token';
const KEY = 'idempotency-key';
const KEY_STATE = 'x-idempotency-state';

let current: { token: string; client: BatchClient } | undefined;

/**
 * The client of the relay that served this page. The relay holds the API key; what we may hold is its token. One client
 * per token: it remembers that the relay supports idempotency keys, which a new one would have to ask again.
 */
export function client(): BatchClient {
  const token = relayToken();
  if (current?.token !== token) {
    // A long text is shown in parts here.
    const options = { baseURL: location.origin, fetch: followed, maxErrorLength: 1_000_000 };
    current = { token, client: new BatchClient({ ...options, ...(token ? { apiKey: token } : {}) }) };
  }
  return current.client;
}

export const relayToken = (): string => sessionStorage.getItem(TOKEN) ?? '';

/** A link such as `npm start` prints has the token in its fragment. It is kept, and leaves the address and the history. */
export function takeLinkedToken(): boolean {
  const token = /^#token=([\w.~+/=-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return false;
  keepToken(token);
  history.replaceState(null, '', location.pathname + location.search);
  return true;
}

/** Session storage: gone with the tab, and never sent by the browser on its own. */
export function keepToken(token: string): void {
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
}

/** What can be seen of a key: that its create goes out, or what the relay said of it when it was asked. */
export type KeyEvent = 'sending' | 'free' | 'open' | 'stored' | 'unknown';

const followers = new Map<string, (event: KeyEvent) => void>();

/** Calls `listener` with what happens to a key, until the function that it returns is called. */
export function follow(key: string, listener: (event: KeyEvent) => void): () => void {
  followers.set(key, listener);
  return () => {
    if (followers.get(key) === listener) followers.delete(key);
  };
}

const followed: typeof fetch = async (url, init) => {
  const follower = followers.get(new Headers(init?.headers).get(KEY) ?? '');
  if (init?.method === 'POST') follower?.('sending');
  const response = await fetch(url, init);
  const state = response.headers.get(KEY_STATE);
  if (state !== null) follower?.(state as KeyEvent);
  return response;
};
