// The processes of one machine, by names that no process on another machine has.
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import type { StoreProcesses } from './job_store.ts';

/**
 * The processes of this machine. Deno asks the user for permission before it returns a host name: `undefined` there.
 * @internal
 */
export function processesHere(): StoreProcesses | undefined {
  if ('Deno' in globalThis) return undefined;
  // Containers may share the name of the host and a directory, but each numbers its own processes.
  const place = `${hostname()}/${numbering()}/`;
  return {
    own: place + process.pid,
    hasEnded: (name) => name.startsWith(place) && isGone(Number(name.slice(place.length))),
  };
}

/** Which numbering of processes this one is in: on Linux its namespace, elsewhere there is one. */
function numbering(): string {
  if (process.platform !== 'linux') return process.platform;
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    // Without a name that is certain, no process is known to have ended.
    return `unknown-${crypto.randomUUID()}`;
  }
}

function isGone(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return false;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ESRCH';
  }
}
