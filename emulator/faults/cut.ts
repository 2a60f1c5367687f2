/**
 * The connection broke, as a fault wanted it. Called without a server, `fetch` rejects with it: it is the `TypeError` that
 * a `fetch` over a network gives.
 */
export class ConnectionCut extends TypeError {
  readonly code = 'connection_cut';

  constructor() {
    super('fetch failed: the emulator cut the connection');
    this.name = 'ConnectionCut';
  }
}

/** What a server offers so that connections can really break. */
export interface Connection {
  /** Ends the connection once what was written has left. */
  cut(): void;
}
