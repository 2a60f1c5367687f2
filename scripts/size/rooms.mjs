// npm run size -- --rooms: prints the code size of each WebAssembly module by room, from the names in wasm-bindgen's output,
// before wasm-opt. `--functions 30` also lists the largest functions.
import fs from 'node:fs';
import path from 'node:path';
import { modules } from '../build/core.mjs';
import { CommandError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { readModule } from '../wasm.mjs';

/** Prints the table of every built module. `env` is the result of set-up: the tools on PATH. */
export async function printRooms(env, { functions = 0 } = {}) {
  for (const { name } of modules) {
    const built = inRoot('target', 'modules', name, 'wasm32-unknown-unknown', 'release', 'message_batches.wasm');
    const out = inRoot('target', 'rooms', name);
    const args = [built, '--target', 'web', '--no-typescript', '--out-dir', out, '--out-name', name];
    const { code: status, stderr } = await run('wasm-bindgen', args, { env });
    if (status !== 0) throw new CommandError(`wasm-bindgen could not read the module "${name}".`, stderr);
    const { code, data, bodies } = read(fs.readFileSync(path.join(out, `${name}_bg.wasm`)));
    console.log(`\n${name}: ${count(code)} bytes of code, ${count(data)} of data`);
    for (const [room, bytes] of totals(bodies, roomOf)) console.log(`  ${room.padEnd(44)}${count(bytes).padStart(10)}`);
    for (const { name, size } of bodies.toSorted((a, b) => b.size - a.size).slice(0, functions)) {
      console.log(`    ${count(size).padStart(8)}  ${name.slice(0, 150)}`);
    }
  }
}

const count = (number) => number.toLocaleString('en-US');

function totals(bodies, keyOf) {
  const sums = new Map();
  for (const { name, size } of bodies) sums.set(keyOf(name), (sums.get(keyOf(name)) ?? 0) + size);
  return [...sums].sort((a, b) => b[1] - a[1]);
}

/** Returns the room of a function: `message_batches::rules::walk::object` is in `rules`. Other code has the name of its crate. */
function roomOf(name) {
  const [, room] = /message_batches::(\w+)/.exec(name) ?? [];
  if (room) return room;
  const [, crate] = /(?:^|[<& (])(?:dyn )?([a-z_][a-z0-9_]*)::/.exec(name) ?? [];
  return crate ? `(${crate})` : '(other)';
}

/** Returns sizes and names of all functions of a module. */
function read(bytes) {
  const { bodies, names, code, data } = readModule(bytes);
  const named = bodies.map(({ length }, place) => ({
    size: length,
    name: plain(names.get(place) ?? '(without a name)'),
  }));
  return { code, data, bodies: named };
}

/** Removes the hashes that distinguish crates and functions with the same name. */
const plain = (name) => name.replace(/\[[0-9a-f]{16}\]|::h[0-9a-f]{16}$/g, '');
