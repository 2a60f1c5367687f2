// The bare scan for line ends in our own WebAssembly: the floor under everything that reads lines there. The package does
// not export it, so the module is loaded here as it was built.
import fs from 'node:fs';
import { createGlue } from '../pkg/glue.js';

const glue = createGlue({ queueMicrotask, setTimeout, clearTimeout });
glue.initSync({ module: fs.readFileSync(new URL('../dist/core.wasm', import.meta.url)) });

/** How many lines these chunks have. */
export function countLines(chunks) {
  return chunks.reduce((lines, chunk) => lines + glue.countLines(chunk), 0);
}
