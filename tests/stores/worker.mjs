// Stores in a Worker: a Durable Object on SQLite, one on the key-value backend, and a bucket.
import { DurableObject } from 'cloudflare:workers';
import { durableObjectStore, r2Bodies, storeContract } from 'message-batches/stores';
import { bodiesFlow } from './bodies.mjs';

class Keeper extends DurableObject {
  /** Runs one check with a new object. Returns what is left in its storage. */
  async check(index) {
    await storeContract[index].run(() => durableObjectStore(this.ctx.storage));
    return [...(await this.ctx.storage.list()).keys()];
  }

  async put(size) {
    await durableObjectStore(this.ctx.storage).put('large', new Uint8Array(size).fill(3));
  }

  /** Returns whether the value is complete, and the number of its records. */
  async get() {
    const { value } = await durableObjectStore(this.ctx.storage).get('large');
    return [value.length, value.every((byte) => byte === 3), (await this.ctx.storage.list()).size];
  }
}

export class OnSqlite extends Keeper {}
export class OnKeyValue extends Keeper {}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const search = Object.fromEntries(searchParams);
    const answer = async () => {
      if (pathname === '/bodies') return bodiesFlow(r2Bodies(env.BUCKET));
      const namespace = env[search.kind];
      const object = namespace.get(namespace.idFromName(search.name));
      if (pathname === '/put') return object.put(Number(search.size));
      if (pathname === '/get') return object.get();
      return object.check(Number(search.index));
    };
    return Response.json(
      await answer().then(
        (done) => ({ done }),
        (error) => ({ failed: String(error) }),
      ),
    );
  },
};
