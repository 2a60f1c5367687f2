// Stores for results that are put in order, and for bodies that can be made only once. `node.ts` adds files.
export { blobSpill } from './blob.ts';
export { opfsSpill } from './opfs.ts';
export { type Bucket, r2Spill } from './r2.ts';
export type { Spill } from './spill.ts';
export type { Store } from './store.ts';
