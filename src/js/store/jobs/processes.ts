// The processes of one machine, with names that are unique across machines.
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import type { StoreProcesses } from './job_store.ts';

/**
 * The processes of this machine; `undefined` in Deno, which asks the user for permission before it returns a host name.
 * @internal
 */
export function processesHere(): StoreProcesses | undefined {
  if ('Deno' in globalThis) return undefined;
  // Containers may share a host name and a directory, but each has its own process ids.
  const place = `${hostname()}/${numbering()}/`;
  return {
    own: place + process.pid,
    hasEnded: (name) => name.startsWith(place) && isGone(Number(name.slice(place.length))),
  };
}

/** Identifies the namespace of process ids: on Linux that of the container, elsewhere there is only one. */
function numbering(): string {
  if (process.platform !== 'linux') return process.platform;
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    // Without a certain name, no process is known to have ended.
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
