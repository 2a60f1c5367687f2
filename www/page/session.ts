import { BatchClient } from 'message-batches';

const TOKEN = 'relay-token';
const KEY = 'idempotency-key';
const KEY_STATE = 'x-idempotency-state';

let current: { token: string; client: BatchClient } | undefined;

/**
 * Returns the client of the relay that served this page. The relay holds the API key; the page only has the relay's token. There
 * is one client per token: it remembers that the relay supports idempotency keys, which a new client would have to query again.
 */
export function client(): BatchClient {
  const token = relayToken();
  if (current?.token !== token) {
    // Long texts are shown in parts on this page.
    const options = { baseURL: location.origin, fetch: followed, maxErrorLength: 1_000_000 };
    current = { token, client: new BatchClient({ ...options, ...(token ? { apiKey: token } : {}) }) };
  }
  return current.client;
}

export const relayToken = (): string => sessionStorage.getItem(TOKEN) ?? '';

/**
 * Stores the token in the fragment of a link such as the one that `npm start` prints, and removes it from the address and the
 * history.
 */
export function takeLinkedToken(): boolean {
  const token = /^#token=([\w.~+/=-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return false;
  keepToken(token);
  history.replaceState(null, '', location.pathname + location.search);
  return true;
}

/** In session storage, which ends with the tab and is never sent by the browser automatically. */
export function keepToken(token: string): void {
  if (token) sessionStorage.setItem(TOKEN, token);
  else sessionStorage.removeItem(TOKEN);
}

/** An observed event of a key: its create is being sent, or the relay reported its state. */
export type KeyEvent = 'sending' | 'free' | 'open' | 'stored' | 'unknown';

const followers = new Map<string, (event: KeyEvent) => void>();

/** Calls `listener` with the events of a key, until the returned function is called. */
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
