/**
 * The generator, which calls `leave` when its reader leaves early. A generator that has not started runs nothing of itself then, not
 * even a `finally`.
 */
export function leaving<T>(generator: AsyncGenerator<T>, leave: () => unknown): AsyncGenerator<T> {
  const end = generator.return.bind(generator);
  const fail = generator.throw.bind(generator);
  return Object.assign(generator, {
    return: async (value: unknown) => {
      await leave();
      return end(value);
    },
    throw: async (error: unknown) => {
      await leave();
      return fail(error);
    },
  });
}
