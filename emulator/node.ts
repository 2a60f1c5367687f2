import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createEmulator, type Emulator, type EmulatorOptions } from './index.ts';

export * from './index.ts';

export interface ServerOptions extends EmulatorOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1, which only this machine reaches. */
  hostname?: string;
}

export interface RunningEmulator {
  /** For a client's base URL, without a slash at the end. */
  url: string;
  port: number;
  emulator: Emulator;
  /** Stops listening and drops open connections; may be called again. */
  close(): Promise<void>;
}

/**
 * An emulator behind a Node HTTP server.
 *
 * @throws TypeError, RangeError when an option is wrong; Error when the port cannot be listened on.
 */
export async function startEmulator(options: ServerOptions = {}): Promise<RunningEmulator> {
  const { port = 0, hostname = '127.0.0.1', ...emulatorOptions } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new RangeError(`port must be an integer from 0 to 65535, got ${String(port)}`);
  }
  const emulator = createEmulator(emulatorOptions);
  const server = createAdaptorServer({
    fetch: (request) => emulator.fetch(request),
    // The adaptor's own Request and Response would otherwise replace the process's globals.
    overrideGlobalObjects: false,
    // No connection is cut for being idle or slow: a client about to reuse one would see its create fail by chance.
    serverOptions: { keepAliveTimeout: 0, requestTimeout: 0 },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, hostname, port)));
    server.listen(port, hostname, resolve);
  });

  const bound = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${bound.port}`,
    port: bound.port,
    emulator,
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
      return closed;
    },
  };
}

function listenError(error: NodeJS.ErrnoException, hostname: string, port: number): Error {
  const where = `${hostname} port ${port}`;
  const reasons: Record<string, string> = {
    EADDRINUSE: 'it is in use by another program. Choose another port, or 0 for any free one',
    EACCES: 'this user may not listen there. Choose a port from 1024 up, or 0 for any free one',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'this host name is not known',
  };
  const reason = reasons[error.code ?? ''] ?? error.message;
  return new Error(`The emulator cannot listen on ${where}: ${reason}.`, { cause: error });
}
