/** What a client threw, in the words that all of them can be asked for. */
export class Failure extends Error {
  /**
   * @param {object} what
   * @param {number} [what.status] of the answer; none where the client refused by itself, without asking the API
   * @param {string} [what.type] the API's `error.type`; none where the client keeps it to itself
   * @param {string} what.message the API's text, or the client's own
   */
  constructor({ status, type, message }, cause) {
    super(message, { cause });
    this.name = 'Failure';
    this.status = status ?? undefined;
    this.type = type ?? undefined;
  }
}

/** What an operation failed with, as `{ status, type, message }`; an operation that does not fail is a fault. */
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
