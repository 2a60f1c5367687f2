// The actions of a user, in one function that runs in every runtime. It receives the package, the address of an API and, if
// required, a key, and returns the results as plain data. It uses no API of a specific runtime.
export async function flow({ BatchClient, BatchError, rules, validate }, { baseURL, apiKey }) {
  const client = new BatchClient({ baseURL, apiKey });
  const ask = (custom_id, content, model = 'claude-opus-5-5') => ({
    custom_id,
    params: { model, max_tokens: 100, messages: [{ role: 'user', content }] },
  });
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: '/9j/4AAQ' } };
  const requests = [
    ask('question-0', 'Who are you?'),
    ask('question-1', [image, { type: 'text', text: 'What is this? 🎈' }]),
    ask('question-2', 'Hello', 'no-such-model'),
  ];

  const { ok, bytes } = await validate(requests);
  const created = await client.create({ requests });
  const statuses = [];
  const ended = await client.poll(created.id, {
    intervalMs: 20,
    maxIntervalMs: 20,
    onProgress: (batch) => statuses.push(batch.processing_status),
  });

  const records = [];
  for await (const record of await client.results(created.id)) {
    records.push([record.custom_id, record.type, record.outcome, record.text, record.error?.message]);
  }
  let listed = 0;
  for await (const batch of client.list({ limit: 1 })) if (batch.id === created.id) listed += 1;
  const deleted = await client.delete(created.id);

  const failures = {
    invalid: () => client.create([ask('a b', 'x')]),
    unknown: () => client.retrieve('msgbatch_none'),
    option: () => client.list({ limit: 0 }),
    aborted: () => client.poll('msgbatch_none', { signal: AbortSignal.abort('enough') }),
  };
  const errors = {};
  for (const [what, fail] of Object.entries(failures)) {
    const error = await fail().then(
      () => 'no error',
      (error) => error,
    );
    errors[what] = error?.message ? [error.name, error.code, error.message, BatchError.isInstance(error)] : error;
  }
  return {
    ok,
    bytes: bytes === new TextEncoder().encode(JSON.stringify({ requests })).length,
    rules: (await rules()).length > 10,
    first: statuses[0],
    counts: ended.request_counts,
    records: records.sort(),
    listed,
    deleted: deleted.type,
    errors,
  };
}
