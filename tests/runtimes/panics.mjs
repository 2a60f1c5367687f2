// The actions of a user with the build that panics on request: calls that panic before and after their answer, others that are in
// progress at that time, and one afterwards.
export async function panics({ BatchClient }, { baseURL, apiKey }) {
  const client = new BatchClient({ baseURL, apiKey });
  let sent = 0;
  const stuck = new BatchClient({
    baseURL,
    apiKey,
    // Otherwise, a page would first ask whether keys are remembered, and get no answer.
    allowResend: true,
    fetch: () => {
      sent += 1;
      return new Promise(() => {});
    },
  });
  const failed = (promise) =>
    promise.then(
      () => ({ message: 'no error' }),
      ({ name, code, message, outcome }) => ({ name, code, message, outcome }),
    );
  const before = await failed(client.retrieve('panic-before'));
  const waiting = failed(stuck.poll('msgbatch_none'));
  const messages = [{ role: 'user', content: 'Hello' }];
  const creating = failed(stuck.create([{ custom_id: 'a', params: { model: 'm', max_tokens: 1, messages } }]));
  // Both must be in progress at the panic, but the create loads a module first.
  while (sent < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  const after = await failed(client.retrieve('panic-after'));
  return {
    before,
    after,
    waiting: await waiting,
    creating: await creating,
    next: await client.retrieve('msgbatch_none').catch(String),
  };
}
