// The AI SDK. It builds the requests itself, has its own terms for batches, has no delete, and lists forwards only.
import { Failure } from './failure.mjs';

// Without this, it would log the values it lowers to the terminal.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** @param ai the modules `ai` and `@ai-sdk/anthropic` */
export function aiSdk({ ai, createAnthropic }, { baseURL, apiKey }) {
  const provider = createAnthropic({ baseURL: `${baseURL}/v1`, apiKey });
  const reference = (id) => ({ version: 2, id, provider: provider.experimental_batch().provider });
  const start = (requests, options = {}) =>
    ai.experimental_startBatch({ provider, requests: requests.map(written), ...options });

  async function asked(operation) {
    try {
      return await operation();
    } catch (error) {
      if (!error.statusCode) throw new Failure({ message: error.message }, error);
      const { type, message } = JSON.parse(error.responseBody).error;
      throw new Failure({ status: error.statusCode, type, message }, error);
    }
  }

  return {
    create: (requests) => asked(async () => seenBatch(await start(requests))),
    createWithBeta: (requests, beta) =>
      asked(async () =>
        seenBatch(await start(requests, { providerOptions: { anthropic: { anthropicBeta: [beta] } } })),
      ),
    retrieve: (id) =>
      asked(async () => ({
        ...seenBatch(await ai.experimental_getBatchStatus({ provider, batch: reference(id), maxRetries: 0 })),
        id, // the status does not have it
      })),
    page: ({ limit, after }) =>
      asked(async () => {
        const { batches, nextCursor } = await ai.experimental_listBatches({
          ...{ provider, limit, cursor: after, maxRetries: 0 },
        });
        const ids = batches.map(({ id }) => id);
        return { ids, more: nextCursor !== undefined, first: ids[0], last: nextCursor ?? ids.at(-1) };
      }),
    // A cancel returns nothing, so the batch is retrieved.
    cancel: (id) =>
      asked(async () => {
        await ai.experimental_cancelBatch({ provider, batch: reference(id) });
        return seenBatch(await ai.experimental_getBatchStatus({ provider, batch: reference(id), maxRetries: 0 }));
      }),
    results: (id) =>
      asked(async () => {
        const lines = [];
        const options = { provider, batch: reference(id), maxRetries: 0 };
        for await (const line of ai.experimental_getBatchResults(options)) lines.push(seenLine(line));
        return lines;
      }),
    close: async () => {},
  };
}

/** Converts a request to the SDK's format: the requests of our tests have a model, a limit, and one question. */
function written({ custom_id: id, params }) {
  const { model, max_tokens: maxOutputTokens, messages, temperature } = params;
  return { id, type: 'text', model, maxOutputTokens, temperature, prompt: messages[0].content };
}

function seenBatch({ id, rawStatus, createdAt, expiresAt, providerMetadata }) {
  const { requestCounts, endedAt, cancelInitiatedAt, archivedAt, resultsUrl } = providerMetadata.anthropic;
  const time = (text) => (text === null ? null : Date.parse(text));
  return {
    id,
    status: rawStatus,
    counts: requestCounts,
    created: time(createdAt),
    expires: time(expiresAt),
    ended: time(endedAt),
    cancelInitiated: time(cancelInitiatedAt),
    archived: time(archivedAt),
    resultsUrl,
  };
}

const TYPES = { succeeded: 'succeeded', failed: 'errored', cancelled: 'canceled', expired: 'expired' };

function seenLine({ id, status, error, content, text, rawFinishReason, usage }) {
  const type = TYPES[status];
  if (type === 'errored') return { id, type, error: { type: error.type, message: error.message } };
  if (type !== 'succeeded') return { id, type };
  return {
    id,
    type,
    blocks: content.map(blockOf),
    text,
    stop: rawFinishReason,
    tokens: [usage.inputTokens, usage.outputTokens],
  };
}

function blockOf({ type, providerExecuted }) {
  if (type === 'tool-call') return providerExecuted ? 'server_tool_use' : 'tool_use';
  return type === 'reasoning' ? 'thinking' : type;
}
