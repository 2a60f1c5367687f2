// Bodies in memory.

/** As `Bodies` of message-batches/stores. `settle` wraps the work of each method. */
export function memoryBodies(bodies, settle = (work) => work()) {
  return {
    open: (name) =>
      settle(() => {
        const bytes = bodies.get(name);
        if (!bytes) return undefined;
        return {
          name,
          size: bytes.length,
          read: (start, end) => settle(() => bytes.slice(start, end)),
          close: () => settle(() => undefined),
        };
      }),
    create: (name) =>
      settle(() => {
        const pieces = [];
        const all = () => Uint8Array.from(Buffer.concat(pieces));
        return {
          write: (piece) => settle(() => void pieces.push(piece.slice())),
          seal: () => settle(() => void bodies.set(name, all())),
          read: (start, end) => settle(() => all().slice(start, end)),
          close: () => settle(() => undefined),
        };
      }),
    delete: (name) => settle(() => bodies.delete(name)),
    list: (prefix) => settle(() => [...bodies.keys()].filter((name) => name.startsWith(prefix)).sort()),
  };
}
