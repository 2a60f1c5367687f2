/**
 * A fault cut the connection. Without a server, `fetch` rejects with it. It is a `TypeError`, like the error of a `fetch`
 * over a network.
 *
 * @example
 * const isCut = error instanceof ConnectionCut;
 */
export class ConnectionCut extends TypeError {
  /** Identifies it across realms. */
  readonly code = 'connection_cut';

  constructor() {
    super('fetch failed: the emulator cut the connection');
    this.name = 'ConnectionCut';
  }
}

/** A connection that a server can actually cut. */
export interface Connection {
  /** Ends the connection once all written bytes were sent. */
  cut(): void;
}
