// Measures what a browser loads, by the calls that load it: `script` with the entry, the others with the first call that needs
// them.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { inRoot } from '../paths.mjs';

/** The script that loads with a module, by its dynamically imported sources. */
const LOADED_WITH = {
  calls: ['pkg/calls/glue.js'],
  results: ['pkg/results/glue.js', 'src/js/results/open.ts', 'src/js/results/read.ts'],
  checks: ['pkg/checks/glue.js', 'src/js/requests/index.ts', 'src/js/input/source.ts'],
  jobs: ['pkg/jobs/glue.js', 'src/js/jobs/index.ts'],
};

/** Returns raw, gzip and brotli sizes of each part, with its files. Files of the entry belong to no other part. */
export function sizes() {
  const { outputs } = JSON.parse(fs.readFileSync(inRoot('pkg', 'web.meta.json'), 'utf8'));
  const closure = (files, seen = new Set()) => {
    for (const file of files.filter((file) => !seen.has(file))) {
      seen.add(file);
      const imports = outputs[file].imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
      closure(
        imports.map((imported) => imported.path),
        seen,
      );
    }
    return seen;
  };
  const script = closure(['dist/web.js']);
  const parts = { script: sum([...script]) };
  for (const [name, sources] of Object.entries(LOADED_WITH)) {
    const entries = Object.keys(outputs).filter((file) => sources.includes(outputs[file].entryPoint));
    if (entries.length === 0)
      throw new Error(`no output of the bundle has the entry of ${name}: ${sources.join(', ')}`);
    const own = [...closure(entries)].filter((file) => !script.has(file));
    parts[name] = sum([`dist/${name}.wasm`, ...own]);
  }
  // The entry for results in a worker, and the worker's script. The latter loads the module of results.
  const page = [...closure(['dist/worker.js'])].filter((file) => !script.has(file));
  parts.worker = sum(['dist/results-worker.js', ...page]);
  return parts;
}

function sum(names) {
  const files = names.map(measure);
  const total = (key) => files.reduce((all, file) => all + file[key], 0);
  return { raw: total('raw'), gzip: total('gzip'), brotli: total('brotli'), files };
}

function measure(name) {
  const bytes = fs.readFileSync(inRoot(name));
  const brotli = zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
  const gzip = zlib.gzipSync(bytes, { level: 9 });
  return { file: path.basename(name), raw: bytes.length, gzip: gzip.length, brotli: brotli.length };
}
