// Reads WebAssembly modules as far as scripts need it: the functions with their names, and the size of the data.

const [CUSTOM, IMPORT, CODE, DATA] = [0, 2, 10, 11];
const FUNCTION_NAMES = 1;

/**
 * Returns the functions of a module as `bodies`, each a part of `bytes`, their `names` by place in `bodies` if the module has
 * any, the number of functions that are `imported`, and the sizes of the sections of `code` and `data`.
 */
export function readModule(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift] = [0, 0];
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
      shift += 7;
    }
  };
  const part = () => {
    const length = number();
    at += length;
    return bytes.subarray(at - length, at);
  };
  const text = () => part().toString('utf8');
  let imported = 0;
  let [code, data] = [0, 0];
  let bodies = [];
  const names = new Map();
  while (at < bytes.length) {
    const id = bytes[at++];
    const end = number() + at;
    if (id === IMPORT) imported = importedFunctions(number, text, () => bytes[at++]);
    else if (id === CODE) {
      code = end - at;
      bodies = Array.from({ length: number() }, part);
    } else if (id === DATA) data = end - at;
    else if (id === CUSTOM && text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const partEnd = number() + at;
        if (kind === FUNCTION_NAMES) for (let left = number(); left > 0; left--) names.set(number() - imported, text());
        at = partEnd;
      }
    }
    at = end;
  }
  return { imported, bodies, names, code, data };
}

/** Appends names of functions to a module without names. `names` are those of its own functions, in their order. */
export function withNames(bytes, imported, names) {
  const list = names.flatMap((name, index) => [varint(imported + index), prefixed(Buffer.from(name))]);
  const functions = Buffer.concat([varint(names.length), ...list]);
  const section = [prefixed(Buffer.from('name')), Buffer.from([FUNCTION_NAMES]), prefixed(functions)];
  return Buffer.concat([bytes, Buffer.from([CUSTOM]), prefixed(Buffer.concat(section))]);
}

function importedFunctions(number, text, byte) {
  let functions = 0;
  for (let left = number(); left > 0; left--) {
    text();
    text();
    const kind = byte();
    if (kind === 0) {
      functions += 1;
      number();
    } else if (kind === 3) {
      byte();
      byte();
    } else {
      if (kind === 1) byte();
      const limits = byte();
      number();
      if (limits & 1) number();
    }
  }
  return functions;
}

const prefixed = (bytes) => Buffer.concat([varint(bytes.length), bytes]);

function varint(number) {
  const bytes = [];
  let rest = number;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
