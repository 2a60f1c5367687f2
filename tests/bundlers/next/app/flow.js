// The part of the component and the route that uses the package: a check, a call, and results.
import { BatchClient, readResults, validate } from 'message-batches';

const BATCH = { id: 'msgbatch_1', type: 'message_batch', processing_status: 'ended', request_counts: {} };

export async function flow(options) {
  const { errors } = await validate([{ custom_id: 'a', params: {} }]);
  const client = new BatchClient({ ...options, fetch: async () => Response.json(BATCH) });
  const { id } = await client.retrieve('msgbatch_1');
  const outcomes = [];
  const line = '{"custom_id":"a","result":{"type":"canceled"}}\n';
  for await (const { outcome } of readResults(line)) outcomes.push(outcome);
  return JSON.stringify({ errors, id, outcomes });
}

export const words = ({ code, message }) => `${code}: ${message}`;
