// Observes the WebAssembly memory of this process.

/** Returns the memory of the modules loaded from now on, in bytes. */
export function watched() {
  const { instantiate } = WebAssembly;
  const memories = [];
  WebAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args);
    memories.push(new WeakRef((made.instance ?? made).exports.memory));
    return made;
  };
  return () => memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0);
}
