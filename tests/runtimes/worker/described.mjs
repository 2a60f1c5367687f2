// All data of an error as text.
import { BatchError, ConnectionError, ResponseError } from '/dist/web.js';

const OURS = { BatchError, ConnectionError, ResponseError };

/** Returns all data of an error as text. */
export function described(error) {
  const { stack, ...fields } = error;
  return JSON.stringify({
    ...fields,
    ...{ name: error.name, message: error.message, cause: String(error.cause) },
    classes: Object.keys(OURS).filter((name) => error instanceof OURS[name]),
    builtIn: [TypeError, RangeError].filter((Class) => error instanceof Class).map(({ name }) => name),
    isOurs: BatchError.isInstance(error),
  });
}

export const rejection = (work) => work.then(() => 'none', described);
