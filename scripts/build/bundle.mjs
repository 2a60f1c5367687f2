// Bundles pkg/ and the TypeScript shell into dist/, with esbuild.
import fs from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { CommandError } from '../errors.mjs';
import { inRoot, root } from '../paths.mjs';
import { unlessFresh } from '../stamp.mjs';
import { modules } from './core.mjs';

const shared = {
  bundle: true,
  format: 'esm',
  splitting: true,
  // Next to the entries, so that files are found next to a chunk as well.
  chunkNames: '[name]-[hash]',
  // Names are not minified: stack traces show them, and they cost little when compressed.
  minifyWhitespace: true,
  minifySyntax: true,
  target: 'es2022',
  logLevel: 'silent',
  legalComments: 'none',
};

/** For Node, Deno and Bun, which print the line of an uncaught error: line breaks are kept. */
const readable = { minifyWhitespace: false, minifySyntax: false };

export async function bundle(say, { pkg, dist, name }) {
  const runtimes = runtimesIn('src/js/runtime/entry');
  const inputs = {
    files: [
      'src/js',
      'src/wire',
      'emulator',
      'cli',
      'docs/schema.json',
      'src/catalog/models.json',
      'scripts/build',
      'package-lock.json',
      path.relative(root, pkg),
    ],
    match:
      /^(?:src|emulator|cli|scripts)\/.*\.m?[jt]s$|package-lock|(?:schema|models)\.json$|(?:calls|results|checks|jobs)(?:_bg)?\.(?:js|wasm)$/,
    outputs: modules.map(({ name }) => path.join(dist, `${name}.wasm`)),
  };
  // dist/ may be in use by a running program, so it is emptied only if something changed.
  const ran = await unlessFresh(`bundle-${name}`, inputs, () => make({ pkg, dist, name, runtimes }));
  say(`${runtimes.length} entries${ran ? '' : ', up to date'}`);
}

async function make({ pkg, dist, name, runtimes }) {
  fs.rmSync(dist, { recursive: true, force: true });
  fs.mkdirSync(dist, { recursive: true });
  for (const module of modules) await wrapGlue(folderOf(pkg, module.name), module.name);
  for (const runtime of runtimes) {
    const isReadable = runtime === 'node' || runtime === 'deno';
    const { metafile } = await bundled({
      ...shared,
      ...(isReadable && readable),
      // A page loads the parts of the script that it needs. For other runtimes it is one file: loaders that convert `import` to
      // `require`, but not `import()`, would load a second copy of code that two files share.
      splitting: runtime === 'web',
      // In pages, the size of names matters, and their tools read the source map.
      minifyIdentifiers: runtime === 'web',
      metafile: true,
      entryPoints: {
        [runtime]: inRoot('src/js/index.ts'),
        // Part of the same build, so that both entries throw errors of the same classes.
        ...(runtime === 'web' && { worker: inRoot('src/js/worker/index.ts') }),
      },
      outdir: dist,
      platform: 'neutral',
      // Deno supports them.
      supported: { 'import-source': runtime === 'deno' },
      sourcemap: 'linked',
      // The differences between runtimes are part of each entry, not a side effect of an import, which bundlers drop.
      alias: { '#runtime': inRoot(`src/js/runtime/entry/${runtime}.ts`) },
      // Each wasm module is one file next to the entries, which each runtime finds in its own way.
      external: ['node:*', ...modules.map((module) => `./${module.name}.wasm`)],
      plugins: [glueOf(pkg)],
    });
    if (runtime === 'web') await worker(pkg, dist);
    if (runtime === 'web') fs.writeFileSync(path.join(pkg, 'web.meta.json'), JSON.stringify(metafile));
  }
  if (name === 'shipped') {
    await emulator(dist);
    await stores(dist);
    await cli(dist);
    fs.copyFileSync(inRoot('docs', 'schema.json'), path.join(dist, 'schema.json'));
  }
  for (const { name: module } of modules) {
    fs.copyFileSync(path.join(folderOf(pkg, module), `${module}_bg.wasm`), path.join(dist, `${module}.wasm`));
  }
}

/** Bundles the script of the worker that reads results: one file, for bundlers that copy the target of a URL. */
async function worker(pkg, dist) {
  await bundled({
    ...shared,
    splitting: false,
    minifyIdentifiers: true,
    entryPoints: { 'results-worker': inRoot('src/js/worker/thread.ts') },
    outdir: dist,
    platform: 'neutral',
    sourcemap: 'linked',
    alias: { '#runtime': inRoot('src/js/worker/runtime.ts') },
    external: modules.map((module) => `./${module.name}.wasm`),
    plugins: [glueOf(pkg)],
  });
}

/** Bundles the emulator with its router and server: these are our development dependencies, and not dependencies of our users. */
async function emulator(dist) {
  const entryPoints = { emulator: inRoot('emulator', 'index.ts'), 'emulator-node': inRoot('emulator', 'node.ts') };
  if (!Object.values(entryPoints).every((file) => fs.existsSync(file))) return;
  await bundled({
    ...shared,
    ...readable,
    entryPoints,
    outdir: dist,
    platform: 'node',
    chunkNames: 'emulator-[hash]',
    external: ['node:*', 'message-batches'],
  });
}

/** Bundles the stores for results, bodies and jobs. They are separate from the entries, which contain their own default. */
async function stores(dist) {
  const room = (...file) => inRoot('src', 'js', 'store', ...file);
  const entryPoints = {
    spill: room('spills', 'index.ts'),
    'spill-node': room('spills', 'node.ts'),
    stores: room('index.ts'),
    'stores-node': room('node.ts'),
  };
  await bundled({
    ...shared,
    ...readable,
    splitting: false,
    entryPoints,
    outdir: dist,
    platform: 'neutral',
    external: ['node:*'],
  });
}

/** The command line imports the package by its name, like its users. */
async function cli(dist) {
  const file = path.join(dist, 'cli.js');
  const external = ['node:*', 'message-batches', 'message-batches/*'];
  await bundled({
    ...shared,
    ...readable,
    splitting: false,
    entryPoints: [inRoot('cli', 'main.ts')],
    outfile: file,
    platform: 'node',
    // For bundled packages that are CommonJS.
    banner: { js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    external,
  });
  fs.chmodSync(file, 0o755);
}

const GLUE_TYPES = `export function createGlue(host: {
  queueMicrotask: (step: () => void) => void;
  setTimeout: (step: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
  AbortController: typeof AbortController;
}): typeof import('./NAME.js');
`;

/**
 * wasm-bindgen's glue keeps its only instance in module variables. Wrapped in a function, but not modified, it can be evaluated
 * again: this is how an instance that panicked is discarded and replaced. The parameters replace the globals of the same names,
 * with which every step of an async export is scheduled, and the class whose signals `fetch` accepts.
 */
async function wrapGlue(folder, name) {
  await bundled({
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    logLevel: 'silent',
    entryPoints: [path.join(folder, `${name}.js`)],
    outfile: path.join(folder, 'glue.js'),
    banner: {
      js: 'export function createGlue({ queueMicrotask, setTimeout, clearTimeout, AbortController }) { const module = { exports: {} };',
    },
    footer: { js: 'return module.exports; }' },
  });
  // Modules are strict anyway, and in a function with destructured parameters the directive is an error, which some tools would
  // cause.
  const glue = path.join(folder, 'glue.js');
  fs.writeFileSync(glue, fs.readFileSync(glue, 'utf8').replace('\n"use strict";\n', '\n\n'));
  fs.writeFileSync(path.join(folder, 'glue.d.ts'), GLUE_TYPES.replace('NAME', name));
}

/** The shell imports the glue of pkg/; a variant has its own. */
const glueOf = (pkg) => ({
  name: 'glue',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/pkg\/\w+\/glue\.js$/ }, ({ path: file }) => {
      const [, module] = /\/pkg\/(\w+)\/glue\.js$/.exec(file);
      return { path: path.join(folderOf(pkg, module), 'glue.js') };
    }),
});

/**
 * Removes doc comments from readable scripts, where esbuild keeps those of class members: the types contain them. Keeps line
 * breaks.
 */
const withoutDocComments = {
  name: 'without-doc-comments',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/(?:src|emulator|cli)\/.*\.ts$/ }, async ({ path: file }) => {
      const text = await fs.promises.readFile(file, 'utf8');
      const contents = text.replaceAll(/^[ \t]*\/\*\*(?:(?!\*\/).)*\*\/$/gms, (comment) =>
        comment.replaceAll(/[^\n]/g, ''),
      );
      return { contents, loader: 'ts' };
    }),
};

async function bundled(options) {
  try {
    return await esbuild.build({ ...options, plugins: [...(options.plugins ?? []), withoutDocComments] });
  } catch (error) {
    throw await esbuildError(error);
  }
}

export async function esbuildError(error) {
  if (!error.errors) return error;
  const messages = await esbuild.formatMessages(error.errors, { kind: 'error', color: process.stdout.isTTY });
  return new CommandError('The TypeScript could not be bundled. The output of esbuild is above.', messages.join(''));
}

/** Returns the folder in which a module was built. A variant may contain only some modules. */
function folderOf(pkg, module) {
  const own = path.join(pkg, module);
  return fs.existsSync(own) ? own : inRoot('pkg', module);
}

/** Returns the names of the runtimes that have an entry. */
function runtimesIn(folder) {
  return fs
    .readdirSync(inRoot(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'));
}
