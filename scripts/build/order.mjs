// Sorts the functions of a WebAssembly module so that similar ones are neighbors: gzip finds repetitions in the last 32 kB only.
// Figures: docs/performance.md (P-038).
import fs from 'node:fs';
import { CommandError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { readModule, withNames } from '../wasm.mjs';

/** The length of the byte sequences by which functions are compared. */
const SEQUENCE = 6;

/** The next function is compared with this many bytes of those before it. */
const WINDOW = 24_000;

/** Added to the number of sequences of each function, so that a tiny one is not chosen for a few it shares. */
const TINY = 8;

/** Sorts the functions of the module in the file `wasm`, which has no names. */
export async function sortFunctions(wasm, env) {
  const bytes = fs.readFileSync(wasm);
  const { imported, bodies } = readModule(bytes);
  const names = new Array(bodies.length);
  orderOf(bodies).forEach((body, place) => {
    names[body] = `f${String(place).padStart(6, '0')}`;
  });
  fs.writeFileSync(wasm, withNames(bytes, imported, names));
  const wasmOpt = inRoot('node_modules', 'binaryen', 'bin', 'wasm-opt');
  const levels = ['--optimize-level', '2', '--shrink-level', '2'];
  const args = [wasmOpt, wasm, ...features(), ...levels, '--reorder-functions-by-name', '--strip-debug', '-o', wasm];
  const { code, stderr } = await run(process.execPath, args, { env });
  if (code !== 0) throw new CommandError(`wasm-opt could not sort the functions of ${wasm}.`, stderr);
}

/** The features of WebAssembly that our modules use, from wasm-pack's settings. */
function features() {
  const [, flags] = /^wasm-opt = (\[.+\])$/m.exec(fs.readFileSync(inRoot('Cargo.toml'), 'utf8'));
  return JSON.parse(flags).filter((flag) => flag.startsWith('--enable-'));
}

/**
 * Returns the places of byte sequences in an order in which each resembles those just before it. It begins with the longest;
 * the next is always the one with the largest part in common with the last `WINDOW` bytes. If several have the same part, it is
 * the first, so the order depends on nothing but the bytes.
 */
export function orderOf(bodies) {
  const { sequences, holders } = sequencesOf(bodies);
  /** How many functions of the window have each sequence, and how many sequences of each function are in the window. */
  const inWindow = new Int32Array(holders.length);
  const shared = new Int32Array(bodies.length);
  const count = (body, step) => {
    for (const sequence of sequences[body]) {
      const before = inWindow[sequence];
      inWindow[sequence] += step;
      if (before > 0 !== inWindow[sequence] > 0) for (const holder of holders[sequence]) shared[holder] += step;
    }
  };
  const waiting = new Set(bodies.keys());
  const order = [];
  let [held, first] = [0, 0];
  const lengthOf = (body) => bodies[body].length;
  for (let next = largest(waiting, lengthOf); next !== undefined; ) {
    waiting.delete(next);
    order.push(next);
    count(next, 1);
    held += lengthOf(next);
    for (; held > WINDOW && first < order.length - 1; first++) {
      held -= lengthOf(order[first]);
      count(order[first], -1);
    }
    next = largest(waiting, (body) => shared[body] / (sequences[body].length + TINY));
  }
  return order;
}

/** Numbers the byte sequences. Returns the `sequences` of each function, and the `holders` of each sequence. */
function sequencesOf(bodies) {
  const numbers = new Map();
  const holders = [];
  const sequences = bodies.map((bytes, body) => {
    const found = new Set();
    for (let at = 0; at + SEQUENCE <= bytes.length; at++) {
      const text = bytes.toString('latin1', at, at + SEQUENCE);
      const number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      found.add(number);
    }
    for (const number of found) {
      holders[number] ??= [];
      holders[number].push(body);
    }
    return Int32Array.from(found);
  });
  return { sequences, holders };
}

/** Returns the first of the `bodies` for which `worth` is largest. */
function largest(bodies, worth) {
  let found;
  let most = -1;
  for (const body of bodies) {
    const value = worth(body);
    if (value > most) [found, most] = [body, value];
  }
  return found;
}
