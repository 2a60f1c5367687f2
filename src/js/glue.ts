// wasm-bindgen's glue as the build wraps it: called, it gives a fresh set of exports with an instance of their own, whose
// microtasks are queued by the function that it was given.
import { createGlue } from '../../pkg/glue.js';

/** @internal */
export type Glue = ReturnType<typeof createGlue>;
export { createGlue };
