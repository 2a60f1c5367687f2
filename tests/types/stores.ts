// Stores of jobs, bodies of shards, and leases.
import { BatchClient, plan } from 'message-batches';
import {
  acquireLease,
  type Bodies,
  type Body,
  type BodyBucket,
  type BodyWriter,
  type DurableStorage,
  durableObjectStore,
  fileBodies,
  fileStore,
  indexedDbStore,
  type JobStore,
  type Lease,
  memoryStore,
  opfsBodies,
  r2Bodies,
  StoreError,
  storeContract,
} from 'message-batches/stores';

declare const storage: DurableStorage;
declare const bucket: BodyBucket;
const stores: JobStore[] = [memoryStore(), indexedDbStore({ name: 'a' }), fileStore('.'), durableObjectStore(storage)];
const store = memoryStore();

const stored = await store.get('key');
// @ts-expect-error nothing may be stored
stored.value;
stored?.value satisfies Uint8Array<ArrayBuffer> | undefined;
const version: string | undefined = await store.put('key', new Uint8Array(), { ifVersion: stored?.version ?? null });
await store.put('key', new Uint8Array(), { ifVersion: undefined });
const isDeleted: boolean = await store.delete('key', { ifVersion: 'version' });
const keys: string[] = await store.list('');
// @ts-expect-error a value is bytes
store.put('key', 'text');
// @ts-expect-error only a put can be conditional on nothing being stored
store.delete('key', { ifVersion: null });
// @ts-expect-error no such option
store.put('key', new Uint8Array(), { version: 'a' });
// @ts-expect-error a directory has to be named
fileStore();

// A user's own store
const own: JobStore = {
  get: async () => undefined,
  put: async (_key, value, options) => (options?.ifVersion === null ? String(value.length) : undefined),
  delete: async () => false,
  list: async (prefix) => [prefix],
};
for (const { name, run } of storeContract) {
  name satisfies string;
  await run(() => own);
  await run(async () => own);
}

const places: Bodies[] = [fileBodies('.'), opfsBodies({ folder: 'a' }), r2Bodies(bucket, { prefix: 'a/' })];
const body: Body | undefined = await fileBodies('.').open('job/0');
const writer: BodyWriter = await fileBodies('.').create('job/0');
for await (const shard of plan([], { spool: (index) => fileBodies('.').create(`job/${index}`) })) {
  await new BatchClient().create(shard);
}

const lease: Lease | undefined = await acquireLease(store, 'key', { owner: 'me', ttlMs: 1000, now: Date.now });
// @ts-expect-error the lease may belong to another owner
lease.renew();
const renewed: boolean | undefined = await lease?.renew();
// @ts-expect-error a lease has an owner and a duration
acquireLease(store, 'key', { owner: 'me' });

const caught: unknown = undefined;
if (caught instanceof StoreError) caught.code satisfies string;

export const all = [stores, version, isDeleted, keys, places, body, writer, renewed];
