// Faults planted around the driver, to check that the judge detects their consequences.

const isState = (key) => key.endsWith('/state');
const isLease = (key) => key.endsWith('/lease');
const isCreate = ({ method }) => method === 'POST';

/** A store with changed methods. */
const changed = (change) => ({ store: (store, world) => ({ ...store, ...change(store, world) }) });

/** A network with changed answers to creates or to other calls. */
const answers = (change) => ({
  fetch: (fetch, world) => async (url, init) => change(await fetch(url, init), { url: new URL(url), init, world }),
});

/** A job that is created slowly, so that deaths and second drivers occur during its creation. */
const LIKELY = {
  troubles: ['cuts', 'late landings', 'slow calls', 'deaths', 'two drivers', 'clock jumps'],
  ambiguity: 'settle',
  requests: 12,
  maxRequests: 1,
  concurrency: 1,
  isKeyed: false,
  isPrimed: false,
  isRetried: false,
  hasKey: true,
  createFaultRate: 0.4,
  deathRate: 0.02,
};

const PLANTS = {
  'the store ignores the version that a write expects': changed((store) => ({
    put: (key, value) => store.put(key, value),
  })),
  'every lease is granted, and conflicts of writes are ignored': changed((store) => ({
    get: async (key) => (isLease(key) ? undefined : store.get(key)),
    put: (key, value) => store.put(key, value),
  })),
  'a state is stored after the actions that follow from it': changed((store, { clock }) => ({
    put: (key, value, options) => {
      if (!isState(key) || options?.ifVersion === null) return store.put(key, value, options);
      clock.after(500, () => store.put(key, value).catch(() => undefined));
      return Promise.resolve('a version');
    },
  })),
  'a create whose answer is lost is sent again': {
    fetch: (fetch) => (url, init) =>
      fetch(url, init).catch((error) => (isCreate(init) ? fetch(url, init) : Promise.reject(error))),
  },
  'a create counts as refused whatever became of it': {
    fetch: (fetch) => (url, init) =>
      fetch(url, init).catch((error) => Promise.reject(Object.assign(error, { outcome: 'not_sent' }))),
  },
  'batches are never listed': answers((response, { url, init }) =>
    init.method === 'GET' && url.pathname.endsWith('/batches')
      ? Response.json({ data: [], has_more: false, first_id: null, last_id: null }, { headers: dateOf(response) })
      : response,
  ),
  'a listing is older than the question that it answers': {
    fetch: (fetch, world) => {
      let last;
      return async (url, init) => {
        if (init.method !== 'GET' || !new URL(url).pathname.endsWith('/batches')) return fetch(url, init);
        if (!last || world.clock.now - last.ms > 240_000)
          last = { ms: world.clock.now, response: await fetch(url, init) };
        return last.response.clone();
      };
    },
  },
  'the clock of the server jumps': answers((response, { world }) => {
    const date = world.clock.now + world.chance.below(3) * 3_600_000;
    const headers = new Headers(response.headers);
    headers.set('date', new Date(date).toUTCString());
    return new Response(response.body, { status: response.status, headers });
  }),
  'the peer says that it remembers keys, and does not': answers((response, { world }) => {
    if (world.plan.isKeyed) return response;
    const headers = new Headers(response.headers);
    headers.set('x-idempotency', '48h');
    return new Response(response.body, { status: response.status, headers });
  }),
  'the key is in the name of a stored value': changed((store) => ({
    put: (key, value, options) => store.put(key, isState(key) ? withSecret(value) : value, options),
  })),
};

/** Each `{ name, plant, own }`. */
export const FAULTS = Object.entries(PLANTS).map(([name, plant]) => ({ name, plant, own: LIKELY }));

const dateOf = ({ headers }) => ({ date: headers.get('date') });

function withSecret(value) {
  const state = JSON.parse(new TextDecoder().decode(value));
  return new TextEncoder().encode(JSON.stringify({ ...state, note: 'sk-ant-the-secret-of-the-user' }));
}
