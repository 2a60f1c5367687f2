// Where results wait that are put in order, and bodies that can be made only once; `node.ts` has files as well.
export { blobSpill } from './blob.ts';
export { opfsSpill } from './opfs.ts';
export { type Bucket, r2Spill } from './r2.ts';
export type { Spill } from './spill.ts';
export type { Store } from './store.ts';
