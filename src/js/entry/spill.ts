// Where results that are put in order are kept meanwhile; `spill-node.ts` has files as well.
export { blobSpill } from '../spill/blob.ts';
export { opfsSpill } from '../spill/opfs.ts';
export { type Bucket, r2Spill } from '../spill/r2.ts';
export type { Spill } from '../spill/spill.ts';
