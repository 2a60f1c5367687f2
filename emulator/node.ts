import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { admitCaller, type Callers } from './callers.ts';
import { type Assembled, assemble, type Emulator } from './emulator.ts';
import { ApiFault, errorResponse } from './errors.ts';
import { ConnectionCut } from './faults/cut.ts';
import { described, hosts, refuseUnknown, requireObject, text, wrongRange, wrongType } from './option_values.ts';
import { type EmulatorOptions, optionNames, SERVER_OPTIONS, settingsFrom } from './options.ts';
import { fileStorage } from './storage/files.ts';
import { DamagedStorage } from './storage/journal.ts';

export * from './index.ts';

/**
 * Options of `startEmulator`.
 *
 * @example
 * const options: ServerOptions = { port: 8787, dataDir: './emulator-state', processingMs: 0 };
 * const { url } = await startEmulator(options);
 */
export interface ServerOptions extends EmulatorOptions {
  /** Port to listen on, 0 to 65 535. Default: 0, any free port. */
  port?: number;
  /** Address to listen on. Default: 127.0.0.1, which only this machine can reach. */
  hostname?: string;
  /**
   * Host names that clients use, such as the name of a container. The emulator also answers to the names of this machine
   * (`localhost`, a loopback address) and to `hostname`, but to no others, because a web page can make any name point here.
   * Default: none.
   */
  allowedHosts?: string[];
  /** Folder for the state, so that it survives a restart. Default: state is kept in memory only. */
  dataDir?: string;
}

/**
 * An emulator that listens on a port.
 *
 * @example
 * const running: RunningEmulator = await startEmulator();
 * const client = new BatchClient({ baseURL: running.url, apiKey: 'any' });
 * await running.close();
 */
export interface RunningEmulator {
  /** Base URL for clients, without a slash at the end. */
  url: string;
  /** The port it listens on. */
  port: number;
  /** The emulator itself, for `advance`, `inject`, `ledger` and the like. */
  emulator: Emulator;
  /**
   * Stops listening and drops open connections. It can be called again.
   *
   * @example
   * const running = await startEmulator();
   * await running.close();
   */
  close(): Promise<void>;
}

/**
 * Starts an emulator behind a Node HTTP server.
 *
 * @throws TypeError or RangeError for a wrong option; Error if it cannot listen on the port.
 *
 * @example
 * const { url, emulator, close } = await startEmulator({ processingMs: 0 });
 * const client = new BatchClient({ baseURL: url, apiKey: 'any' });
 * const batch = await client.create(requests);
 * await close();
 */
export async function startEmulator(options: ServerOptions = {}): Promise<RunningEmulator> {
  const { port, hostname, allowedHosts, dataDir, ...emulatorOptions } = serverOptions(options);
  const callers = { hostname, allowedHosts, cors: settingsFrom(emulatorOptions).cors };
  const storage = dataDir === undefined ? undefined : await fileStorage(dataDir);
  const assembled = assemble(storage === undefined ? emulatorOptions : { ...emulatorOptions, storage });
  await assembled.ready().catch(async (error) => {
    await storage?.close();
    throw error instanceof DamagedStorage && dataDir !== undefined ? damaged(error, dataDir) : error;
  });
  const server = createAdaptorServer({
    fetch: (request, bindings) => answer(assembled, callers, request, (bindings as HttpBindings).outgoing),
    // Otherwise the adaptor's own Request and Response would replace the global ones of the process.
    overrideGlobalObjects: false,
    // No connection is closed for being idle or slow: a client that reuses it at that moment would see its create fail by chance.
    serverOptions: { keepAliveTimeout: 0, requestTimeout: 0 },
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, hostname, port)));
    server.listen(port, hostname, resolve);
  }).catch(async (error) => {
    await storage?.close();
    throw error;
  });

  const bound = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${bound.port}`,
    port: bound.port,
    emulator: assembled.emulator,
    close() {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }).then(async () => {
        // The failed request has already reported that its state was not stored.
        await assembled.settled().catch(() => undefined);
        await storage?.close();
      });
      return closed;
    },
  };
}

/** Makes an error that names the file with a damaged line. */
function damaged({ place, line }: DamagedStorage, dataDir: string): Error {
  const where = `${path.join(dataDir, `${place}.jsonl`)}:${line}`;
  return wrongType(
    `dataDir: ${where}: expected what an emulator wrote, found something else. Restore the file, or choose another folder`,
  );
}

function serverOptions(
  options: ServerOptions,
): ServerOptions & Required<Pick<ServerOptions, 'port' | 'hostname' | 'allowedHosts'>> {
  requireObject('The options', options);
  refuseUnknown(options, [...optionNames(), ...SERVER_OPTIONS]);
  const { port = 0, dataDir, storage } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw wrongRange(`port: expected an integer from 0 to 65535, found ${described(port)}`);
  }
  if (dataDir !== undefined && storage !== undefined) {
    throw wrongType('dataDir and storage both say where state is kept; give one of them');
  }
  const folder = dataDir === undefined ? {} : { dataDir: text('dataDir', dataDir, '') };
  // Invalid options throw before a folder is created.
  const { port: _, hostname: __, allowedHosts, dataDir: ___, ...emulatorOptions } = options;
  settingsFrom(emulatorOptions);
  return {
    ...emulatorOptions,
    ...folder,
    port,
    hostname: text('hostname', options.hostname, '127.0.0.1'),
    allowedHosts: hosts(allowedHosts),
  };
}

/** Refuses callers without access. Faults that cut the connection actually cut it. */
async function answer(
  { handle }: Assembled,
  callers: Callers,
  request: Request,
  outgoing: HttpBindings['outgoing'],
): Promise<Response> {
  try {
    admitCaller(request, callers);
  } catch (error) {
    if (error instanceof ApiFault) return errorResponse(error, null);
    throw error;
  }
  // Written bytes are sent before the connection ends.
  const cut = () => outgoing.socket?.destroySoon();
  try {
    return await handle(request, { cut });
  } catch (error) {
    if (!(error instanceof ConnectionCut)) throw error;
    outgoing.destroy();
    return RESPONSE_ALREADY_SENT;
  }
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
