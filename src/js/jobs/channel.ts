// Notifies the other tabs and workers of an origin when a job has changed. They then read its state at once.

/** A channel of one job; silent where the runtime has none. */
export class Channel {
  readonly #channel: BroadcastChannel | undefined;

  constructor(id: string, onChange: () => void) {
    // In Node a channel would keep the process alive, and reaches no other process.
    if (!('document' in globalThis || 'WorkerGlobalScope' in globalThis)) return;
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(`message-batches ${id}`);
    this.#channel.onmessage = onChange;
  }

  announce(): void {
    this.#channel?.postMessage(undefined);
  }

  close(): void {
    this.#channel?.close();
  }
}
