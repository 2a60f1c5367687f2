import net from 'node:net';
import { CommandError, portTaken } from './errors.mjs';

/** Returns the number after `flag` in the arguments, checked, or `otherwise`. */
export function portFrom(args, flag, otherwise) {
  const at = args.indexOf(flag);
  if (at < 0) return otherwise;
  const port = Number(args[at + 1]);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new CommandError(`${flag} needs a port number from 0 to 65535, found ${args[at + 1] ?? 'nothing'}.`);
}

/** Returns a free port of 127.0.0.1: `wanted`, or any if that is 0. */
export function freePort(wanted, advice) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => {
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? portTaken(wanted, advice, error.code) : error);
    });
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
