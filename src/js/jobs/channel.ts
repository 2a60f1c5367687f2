// Notifies the other tabs and workers of an origin when a job has changed, so that they read its state at once. Also notifies the
// driver when a page that follows the job is visible.

const WATCHED = 'watched';

/** A channel for one job. Does nothing in runtimes without `BroadcastChannel`. */
export class Channel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(id: string, onMessage: (isWatched: boolean) => void) {
    // In Node a channel would keep the process alive, and would reach no other process.
    if (!('document' in globalThis || 'WorkerGlobalScope' in globalThis)) return;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`message-batches ${id}`);
    this.#channel.onmessage = ({ data }) => onMessage(data === WATCHED);
  }

  announce(): void {
    this.#channel?.postMessage(undefined);
  }

  /** Reports that a page that follows the job is visible. */
  watch(): void {
    this.#channel?.postMessage(WATCHED);
  }

  close(): void {
    this.#channel?.close();
  }
}
