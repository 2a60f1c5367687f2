// The part of the script that loads at the first check, plan, estimate or create of raw input.
export { bodyFor } from './body.ts';
export { create } from './create.ts';
export { estimate } from './estimate.ts';
export { documentBlock, imageBlock } from './media.ts';
export { plan } from './plan.ts';
export { validate } from './validate.ts';
