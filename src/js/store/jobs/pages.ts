// The pages and workers of one origin, which share an IndexedDB database. Each holds a Web Lock with its own name while it
// exists. The browser frees the lock when the page is reloaded, closed or crashes, so a name without a lock has ended.
import type { StoreProcesses } from './job_store.ts';
import { newVersion } from './version.ts';

const PREFIX = 'message-batches page ';

let here: StoreProcesses | undefined;

/**
 * The pages and workers of this origin; `undefined` in runtimes without Web Locks.
 * @internal
 */
export function pagesHere(): StoreProcesses | undefined {
  const { locks } = globalThis.navigator ?? {};
  if (!locks) return undefined;
  here ??= pages(locks);
  return here;
}

function pages(locks: LockManager): StoreProcesses {
  const own = `${PREFIX}${newVersion()}`;
  let isNamed = false;
  return {
    get own() {
      // Requested only when a lease needs it, because a page that holds a lock is not put into the back/forward cache.
      if (!isNamed) locks.request(own, () => new Promise(() => {})).catch(() => {});
      isNamed = true;
      return own;
    },
    async hasEnded(name) {
      if (!name.startsWith(PREFIX) || name === own) return false;
      // A pending request also shows that the process exists, because no other process requests its name.
      const { held = [], pending = [] } = await locks.query();
      return ![...held, ...pending].some((lock) => lock.name === name);
    },
  };
}
