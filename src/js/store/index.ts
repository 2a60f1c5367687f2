// Stores for the states of jobs and the bodies of their shards. `node.ts` adds files.
export type { Bodies, Body, BodyWriter } from './bodies/bodies.ts';
export { opfsBodies } from './bodies/opfs.ts';
export { type BodyBucket, r2Bodies } from './bodies/r2.ts';
export { type StoreCheck, storeContract } from './contract/index.ts';
export { StoreError } from './error.ts';
export { type DurableStorage, type DurableTransaction, durableObjectStore } from './jobs/durable_object.ts';
export { indexedDbStore } from './jobs/indexed_db.ts';
export type { DeleteOptions, JobStore, PutOptions, StoredValue, StoreProcesses } from './jobs/job_store.ts';
export { acquireLease, type Lease, type LeaseOptions } from './jobs/lease.ts';
export { memoryStore } from './jobs/memory.ts';
