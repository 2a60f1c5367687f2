// The official npm SDK, both major versions: their batch API is the same.
import { Failure } from './failure.mjs';

/** @param sdk the package's module */
export function anthropic({ default: Anthropic, APIError }, { baseURL, apiKey }) {
  const client = new Anthropic({ apiKey, baseURL, maxRetries: 0 });
  const { batches } = client.messages;

  async function asked(operation) {
    try {
      return await operation();
    } catch (error) {
      if (!(error instanceof APIError)) throw new Failure({ message: error.message }, error);
      const { type, message } = error.error?.error ?? {};
      throw new Failure({ status: error.status, type, message: message ?? error.message }, error);
    }
  }

  return {
    create: (requests) => asked(async () => seenBatch(await batches.create({ requests }))),
    createWithBeta: (requests, beta) =>
      asked(async () => seenBatch(await client.beta.messages.batches.create({ requests, betas: [beta] }))),
    retrieve: (id) => asked(async () => seenBatch(await batches.retrieve(id))),
    page: ({ limit, after, before }) =>
      asked(async () => {
        const page = await batches.list({ limit, after_id: after, before_id: before });
        return { ids: page.data.map(({ id }) => id), more: page.has_more, first: page.first_id, last: page.last_id };
      }),
    all: ({ limit, before }) =>
      asked(async () => {
        const ids = [];
        for await (const { id } of batches.list({ limit, before_id: before })) ids.push(id);
        return ids;
      }),
    cancel: (id) => asked(async () => seenBatch(await batches.cancel(id))),
    delete: (id) => asked(() => batches.delete(id)),
    results: (id) =>
      asked(async () => {
        const lines = [];
        for await (const line of await batches.results(id)) lines.push(seenLine(line));
        return lines;
      }),
    close: async () => {},
  };
}

function seenBatch(batch) {
  const time = (text) => (text === null ? null : Date.parse(text));
  return {
    id: batch.id,
    status: batch.processing_status,
    counts: batch.request_counts,
    created: time(batch.created_at),
    expires: time(batch.expires_at),
    ended: time(batch.ended_at),
    cancelInitiated: time(batch.cancel_initiated_at),
    archived: time(batch.archived_at),
    resultsUrl: batch.results_url,
  };
}

function seenLine({ custom_id: id, result }) {
  const { type } = result;
  if (type === 'errored') {
    return { id, type, error: { type: result.error.error.type, message: result.error.error.message } };
  }
  if (type !== 'succeeded') return { id, type };
  const { content, stop_reason: stop, usage } = result.message;
  return {
    id,
    type,
    blocks: content.map((block) => block.type),
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    stop,
    tokens: [usage.input_tokens, usage.output_tokens],
  };
}
