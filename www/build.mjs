/**
 * Builds the page into www/dist: a script with chunks that load on demand, one style sheet, the WebAssembly modules next to them
 * (the package loads them from `new URL('./calls.wasm', import.meta.url)`), and static files.
 */
import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
/** The package loads these from the folder of its script. */
const MODULES = ['calls.wasm', 'results.wasm', 'checks.wasm', 'jobs.wasm'];
const AS_THEY_ARE = ['index.html', 'icon.svg', '_headers'];

/**
 * @param {{ outdir?: string, dist?: string }} [options] where the page goes, and where the built package is:
 *   the page uses what users get, not the sources.
 */
export async function buildPage({ outdir = path.join(here, 'dist'), dist = path.join(here, '../dist') } = {}) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  await Promise.all([
    esbuild.build({
      entryPoints: ['main.ts', 'page.css'].map((file) => ({ in: path.join(here, 'page', file), out: 'page' })),
      outdir,
      splitting: true,
      chunkNames: '[name]-[hash]',
      alias: { 'message-batches': path.join(dist, 'web.js') },
      bundle: true,
      format: 'esm',
      target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
      minify: true,
      sourcemap: 'linked',
      legalComments: 'none',
      logLevel: 'warning',
      // The package is declared free of side effects, so imports that only determine the order of its chunks are left out.
      logOverride: { 'ignored-bare-import': 'silent' },
    }),
    ...AS_THEY_ARE.map((file) => cp(path.join(here, 'page', file), path.join(outdir, file))),
    ...MODULES.map((file) => cp(path.join(dist, file), path.join(outdir, file))),
  ]);
}
