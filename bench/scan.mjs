// The bare scan for line ends in WebAssembly: the floor under everything that reads lines there. The package does not have
// it; `npm run bench` builds a module of nothing else.
import fs from 'node:fs';
import { countLines as count, initSync } from '../target/bench/pkg/scan/scan.js';

initSync({ module: fs.readFileSync(new URL('../target/bench/pkg/scan/scan_bg.wasm', import.meta.url)) });

/** How many lines these chunks have. */
export function countLines(chunks) {
  return chunks.reduce((lines, chunk) => lines + count(chunk), 0);
}
