// The calls of a client, and the types of their results.
import {
  BatchClient,
  type BatchList,
  type BatchPage,
  type BatchRecord,
  type BatchResults,
  type DeletedMessageBatch,
  type MessageBatch,
} from 'message-batches';

const client = new BatchClient({ apiKey: 'k' });

// Options
new BatchClient();
new BatchClient({});
new BatchClient({ apiKey: () => 'k', auth: 'x-api-key', apiVersion: '2023-06-01', betas: ['one'], maxRetries: 0 });
new BatchClient({ apiKey: async () => 'k', baseURL: undefined, fetch, headers: { 'x-a': '1', 'x-b': undefined } });
new BatchClient({ fetch: async (url: string, init: RequestInit) => new Response(url + String(init.method)) });
new BatchClient({ fetch: async (url, init) => fetch(url satisfies string, init satisfies RequestInit) });
new BatchClient({ fetch: (...args) => fetch(...args) });
new BatchClient({ fetch: (url, init) => fetch(url, { ...init, keepalive: true }) });
new BatchClient({ fetch: async (input: string | URL | Request, init?: RequestInit) => fetch(input, init) });
new BatchClient({ fetch: async () => new Response() });
new BatchClient({ fetch: undefined });
// As Bun declares it: several signatures and additional properties.
declare const ofBun: {
  (input: string | URL | Request, init?: RequestInit & { proxy?: string; verbose?: boolean }): Promise<Response>;
  (input: Request, init?: RequestInit): Promise<Response>;
  preconnect(url: string | URL, options?: { dns?: boolean }): void;
};
new BatchClient({ fetch: ofBun });
new BatchClient({ headers: new Headers(), timeoutMs: 1, workspaceId: 'w', dangerouslyAllowBrowser: true });
new BatchClient({ allowInsecure: true, allowResend: false });
// @ts-expect-error allowInsecure is a boolean
new BatchClient({ allowInsecure: 'yes' });
new BatchClient({ onCall: ({ operation, attempt, durationMs }) => console.log(operation, attempt, durationMs) });
// @ts-expect-error a key is text
new BatchClient({ apiKey: 7 });
// @ts-expect-error options are an object
new BatchClient('k');
// @ts-expect-error a way to send the key that does not exist
new BatchClient({ auth: 'basic' });
// @ts-expect-error a version that does not exist
new BatchClient({ apiVersion: '2024-01-01' });
// @ts-expect-error one name is not a list
new BatchClient({ betas: 'one' });
// @ts-expect-error an option that does not exist: the official SDK's name for timeoutMs
new BatchClient({ timeout: 1000 });
// @ts-expect-error a fetch that does not return a response
new BatchClient({ fetch: async () => 'text' });

// The six operations
const created: Promise<MessageBatch> = client.create({ requests: [] });
const read: Promise<MessageBatch> = client.retrieve('id', { signal: new AbortController().signal, maxRetries: 3 });
const canceled: Promise<MessageBatch> = client.cancel('id');
const deleted: Promise<DeletedMessageBatch> = client.delete('id');
const results: Promise<BatchResults> = client.results('id');
for await (const record of client.results('id')) record satisfies BatchRecord;
const listed: BatchList = client.list({ limit: 5, after_id: 'a' });
const again: MessageBatch = await client.messages.batches.retrieve('id');
// @ts-expect-error an id is text
client.retrieve(7);
// @ts-expect-error an id is needed
client.cancel();
// @ts-expect-error not a parameter of a list
client.list({ page: 2 });
// @ts-expect-error a limit is a number
client.list({ limit: '5' });
// @ts-expect-error not an option of a call
client.retrieve('id', { retries: 3 });

// A list is a page if awaited, and batches if iterated
const page: BatchPage = await listed;
const ids: string[] = page.data.map((batch) => batch.id);
const more: boolean = page.has_more && page.hasNextPage();
const next: BatchPage = await page.getNextPage();
for await (const batch of client.list()) batch.id.toUpperCase();
for await (const batch of next) batch.id.toUpperCase();
// @ts-expect-error a page is not an array
page.length;

// Waiting
const ended: MessageBatch = await client.poll('id', { intervalMs: 1, maxIntervalMs: 2, timeoutMs: 3 });
await client.poll('id', { onProgress: (batch) => batch.request_counts.processing.toFixed() });
for await (const batch of client.watch('id', { intervalMs: 1 })) batch.processing_status.toUpperCase();
// @ts-expect-error watch yields, it does not call
client.watch('id', { onProgress: () => {} });
// @ts-expect-error how often a look is repeated is decided by the poll
client.poll('id', { maxRetries: 2 });

// The status is an open set with completion; times that may be missing have to be checked
const { processing_status: status } = ended;
if (status === 'in_progress' || status === 'canceling' || status === 'ended') status satisfies string;
else status satisfies string;
const archived: string | null | undefined = ended.archived_at;
// @ts-expect-error null until the batch has ended
ended.ended_at.length;
// @ts-expect-error misspelt
ended.request_counts.cancelled;

export { again, archived, canceled, created, deleted, ids, more, read, results };
