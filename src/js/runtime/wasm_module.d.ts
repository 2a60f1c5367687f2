import type { WasmModule } from './interface.js';

/**
 * A compiled module: what `import calls from 'message-batches/calls.wasm'` returns if the module system compiles
 * WebAssembly.
 *
 * @example
 * import calls from 'message-batches/calls.wasm';
 *
 * initSync({ calls });
 */
declare const module: WasmModule;
export default module;
