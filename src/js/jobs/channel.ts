// Notifies the other tabs and workers of an origin when a job has changed, so that they read its state at once, and the one that
// drives it when a page that follows is seen.

const WATCHED = 'watched';

/** A channel of one job; silent where the runtime has none. */
export class Channel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(id: string, onMessage: (isWatched: boolean) => void) {
    // In Node a channel would keep the process alive, and reaches no other process.
    if (!('document' in globalThis || 'WorkerGlobalScope' in globalThis)) return;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`message-batches ${id}`);
    this.#channel.onmessage = ({ data }) => onMessage(data === WATCHED);
  }

  announce(): void {
    this.#channel?.postMessage(undefined);
  }

  /** A page that follows is seen. */
  watch(): void {
    this.#channel?.postMessage(WATCHED);
  }

  close(): void {
    this.#channel?.close();
  }
}
