// npm run size: what a browser loads, raw and compressed.
import './floor.mjs';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { build } from './build.mjs';
import { inRoot } from './paths.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const { env } = await setup();
  await build(env);
  const rows = [...closureOf('web.js'), 'core.wasm'].map(measure);
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  const total = { file: 'total', raw: sum('raw'), gzip: sum('gzip'), brotli: sum('brotli') };
  console.log(`\n${row('what a browser loads', 'raw', 'gzip -9', 'brotli 11')}`);
  for (const { file, raw, gzip, brotli } of [...rows, total])
    console.log(row(file, count(raw), count(gzip), count(brotli)));
});

/** A file of dist/ and all it imports statically, as esbuild writes imports. */
function closureOf(entry) {
  const seen = new Set();
  const visit = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = fs.readFileSync(inRoot('dist', file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) {
      visit(path.posix.join(path.posix.dirname(file), target));
    }
  };
  visit(entry);
  return [...seen];
}

function measure(file) {
  const bytes = fs.readFileSync(inRoot('dist', file));
  const brotli = zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
  return { file, raw: bytes.length, gzip: zlib.gzipSync(bytes, { level: 9 }).length, brotli: brotli.length };
}

function row(name, ...cells) {
  return name.padEnd(32) + cells.map((cell) => cell.padStart(12)).join('');
}

function count(number) {
  return number.toLocaleString('en-US');
}
