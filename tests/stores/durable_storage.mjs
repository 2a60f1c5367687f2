// The storage of a Durable Object in memory, with its limits. tests/runtimes uses the real one.
export function fakeDurableStorage({ sql = true } = {}) {
  const limit = sql ? 2_000_000 : 131_072;
  let entries = new Map();
  let last = Promise.resolve();
  const copy = (value) => structuredClone(value);
  const put = (pairs) => {
    if (Object.keys(pairs).length > 128) throw new RangeError('put: more than 128 pairs');
    for (const [key, value] of Object.entries(pairs)) {
      const bytes = value instanceof Uint8Array ? value : value.value;
      if ((bytes?.length ?? 0) > limit) throw new RangeError('put: the value is too large');
      entries.set(key, copy(value));
    }
  };
  const get = (keys) => {
    if (!Array.isArray(keys)) return copy(entries.get(keys));
    if (keys.length > 128) throw new RangeError('get: more than 128 keys');
    return new Map(keys.filter((key) => entries.has(key)).map((key) => [key, copy(entries.get(key))]));
  };
  const remove = (keys) => keys.filter((key) => entries.delete(key)).length;
  const storage = {
    entries: () => entries,
    get: async (keys) => get(keys),
    async list({ prefix, startAfter, limit = 1000 }) {
      const keys = [...entries.keys()].filter((key) => key.startsWith(prefix) && !(key <= startAfter)).sort();
      return new Map(keys.slice(0, limit).map((key) => [key, copy(entries.get(key))]));
    },
    transaction(work) {
      const done = last.then(async () => {
        const kept = new Map(entries);
        const transaction = {
          get: async (key) => get(key),
          put: async (pairs) => put(pairs),
          delete: async (keys) => remove(keys),
        };
        try {
          return await work(transaction);
        } catch (error) {
          entries = kept;
          throw error;
        }
      });
      last = done.catch(() => {});
      return done;
    },
    sync: async () => {},
  };
  // The property exists in any case, but using it throws.
  storage.sql = {
    get databaseSize() {
      if (sql) return 4096;
      throw new Error('SQL is not enabled for this Durable Object class.');
    },
  };
  return storage;
}
