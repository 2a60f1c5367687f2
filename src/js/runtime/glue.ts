// wasm-bindgen's glue as the build wraps it: called, it gives a fresh set of exports with an instance of their own, which
// asks for microtasks and timers through the functions that it was given.
import { createGlue as create } from '../../../pkg/glue.js';

/** @internal */
export type Glue = ReturnType<typeof create>;
/** @internal */
export const createGlue = create;
