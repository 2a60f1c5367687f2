// A plain search for line ends in WebAssembly: a lower bound for the time of any line reader there. Not part of the package; `npm
// run bench` builds a module for it.
import fs from 'node:fs';
import { countLines as count, initSync } from '../target/bench/pkg/scan/scan.js';

initSync({ module: fs.readFileSync(new URL('../target/bench/pkg/scan/scan_bg.wasm', import.meta.url)) });

/** Returns the number of lines in these chunks. */
export function countLines(chunks) {
  return chunks.reduce((lines, chunk) => lines + count(chunk), 0);
}
