// The WebAssembly memory of this process.

/** The memory of the modules that are loaded from here on, in bytes. */
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
