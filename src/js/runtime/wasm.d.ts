declare module '*/core.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
