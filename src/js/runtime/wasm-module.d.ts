/** What `import module from 'message-batches/calls.wasm'` gives where the module system compiles WebAssembly. */
declare const module: WebAssembly.Module;
export default module;
