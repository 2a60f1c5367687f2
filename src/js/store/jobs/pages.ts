// The pages and workers of one origin, which is who shares an IndexedDB database. Each holds a Web Lock of its own name for as
// long as it lives; the browser frees it when the page is reloaded, closed or crashes. A name that nobody holds has ended.
import type { StoreProcesses } from './job_store.ts';
import { newVersion } from './version.ts';

const PREFIX = 'message-batches page ';

let here: StoreProcesses | undefined;

/**
 * The pages and workers of this origin; `undefined` where the runtime has no Web Locks.
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
      // Not before a lease needs it: browsers do not keep a page for the back button while it holds a lock.
      if (!isNamed) locks.request(own, () => new Promise(() => {})).catch(() => {});
      isNamed = true;
      return own;
    },
    async hasEnded(name) {
      if (!name.startsWith(PREFIX) || name === own) return false;
      // Who waits for a name is there, too: no other asks for it.
      const { held = [], pending = [] } = await locks.query();
      return ![...held, ...pending].some((lock) => lock.name === name);
    },
  };
}
