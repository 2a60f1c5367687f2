import type { WasmModule } from './interface.js';

/** What `import module from 'message-batches/calls.wasm'` gives where the module system compiles WebAssembly. */
declare const module: WasmModule;
export default module;
