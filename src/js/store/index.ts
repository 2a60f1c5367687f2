// Where results that are put in order are kept meanwhile; `node.ts` has files as well.
export { blobSpill } from './blob.ts';
export { opfsSpill } from './opfs.ts';
export { type Bucket, r2Spill } from './r2.ts';
export type { Spill } from './spill.ts';
