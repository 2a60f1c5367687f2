// Shared by the tests of jobs: an emulator in this process, its clients, and bodies in memory.
import { BatchClient } from 'message-batches';
import { createEmulator } from 'message-batches/emulator';
import { KEY } from './setup.mjs';

/** An emulator without a server, and its clients. Its batches end at once. */
export function api(options = {}) {
  const emulator = createEmulator({ apiKeys: [KEY], processingMs: 0, ...options });
  const calls = [];
  const fetch = (url, init) => {
    const request = new Request(url, init);
    calls.push(`${request.method} ${new URL(url).pathname.split('/').at(-1)}`);
    return emulator.fetch(request);
  };
  const client = (more = {}) => new BatchClient({ apiKey: KEY, fetch, maxRetries: 0, ...more });
  return { emulator, calls, client };
}

/** Bodies in memory, which other clients can also open. */
export function memoryBodies() {
  const sealed = new Map();
  return {
    sealed,
    open: async (name) => {
      const bytes = sealed.get(name);
      return (
        bytes && {
          name,
          size: bytes.length,
          read: async (start, end) => bytes.slice(start, end),
          close: async () => {},
        }
      );
    },
    create: async (name) => {
      const parts = [];
      const bytes = () => new Uint8Array(Buffer.concat(parts));
      return {
        write: async (part) => void parts.push(part.slice()),
        seal: async () => void sealed.set(name, bytes()),
        read: async (start, end) => bytes().slice(start, end),
        close: async () => {},
      };
    },
    delete: async (name) => sealed.delete(name),
    list: async (prefix) => [...sealed.keys()].filter((name) => name.startsWith(prefix)).sort(),
  };
}

export const ids = (job, options) => listOf(job.results(options), ({ custom_id }) => custom_id);

export async function listOf(items, map) {
  const list = [];
  for await (const item of items) list.push(map(item));
  return list;
}

export const states = (job) => job.state.shards.map(({ state }) => state);
