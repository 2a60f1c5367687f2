/** An error of a client, with the properties that all clients have. */
export class Failure extends Error {
  /**
   * @param {object} what
   * @param {number} [what.status] of the answer; missing if the client rejected the call itself, without calling the API
   * @param {string} [what.type] the API's `error.type`; missing if the client does not expose it
   * @param {string} what.message the message of the API or of the client
   */
  constructor({ status, type, message }, cause) {
    super(message, { cause });
    this.name = 'Failure';
    this.status = status ?? undefined;
    this.type = type ?? undefined;
  }
}

/** Returns the error of an operation as `{ status, type, message }`. Throws if the operation does not fail. */
export async function failureOf(operation) {
  let value;
  try {
    value = await operation;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { status: error.status, type: error.type, message: error.message };
  }
  throw new Error(`It should have failed, and gave ${JSON.stringify(value)}`);
}
