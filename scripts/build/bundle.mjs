// pkg/ and the TypeScript shell to dist/, by esbuild.
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
  // Beside the entries: what a module looks for next to itself it finds in a chunk as well.
  chunkNames: '[name]-[hash]',
  // Names stay: they are what a stack trace shows, and cost little once compressed.
  minifyWhitespace: true,
  minifySyntax: true,
  target: 'es2022',
  logLevel: 'silent',
  legalComments: 'none',
};

/** For Node, Deno and Bun, which print the line that an uncaught error was thrown at: lines stay lines. */
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
  // What runs from dist/ just now must not find it gone: it is emptied only when something changed.
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
      // A page loads the parts of the script that it needs. Elsewhere they are one file: loaders that turn `import` into
      // `require`, but not `import()`, would load a second copy of what two files share.
      splitting: runtime === 'web',
      // Pages pay for names, and their tools read the source map.
      minifyIdentifiers: runtime === 'web',
      metafile: true,
      entryPoints: {
        [runtime]: inRoot('src/js/index.ts'),
        // In the same build, so that both entries throw errors of the same classes.
        ...(runtime === 'web' && { worker: inRoot('src/js/worker/index.ts') }),
      },
      outdir: dist,
      platform: 'neutral',
      // Of Deno, which has them.
      supported: { 'import-source': runtime === 'deno' },
      sourcemap: 'linked',
      // What differs between runtimes is a part of each entry, not a side effect of one: bundlers drop those.
      alias: { '#runtime': inRoot(`src/js/runtime/entry/${runtime}.ts`) },
      // The wasm is one file beside the entries, found by each runtime in its own way.
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

/** The script of the worker that reads results: one file, for bundlers that copy what a URL names. */
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

/** The emulator with its router and server inside: a development dependency of ours, none of our users'. */
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

/** The places that results, bodies and jobs are kept in; no part of the entries, which have one of their own. */
async function stores(dist) {
  const room = (...file) => inRoot('src', 'js', 'store', ...file);
  const entryPoints = {
    spill: room('index.ts'),
    'spill-node': room('node.ts'),
    stores: room('jobs', 'index.ts'),
    'stores-node': room('jobs', 'node.ts'),
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

/** The command line uses the package as its users do, by its name. */
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
    // For packages inside that are CommonJS.
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
 * wasm-bindgen's glue keeps its one instance in module variables. Wrapped, unmodified, in a function, it can be
 * evaluated again: that is how an instance that panicked is thrown away and a fresh one made. The parameters take the
 * place of the globals of the same names, in which every step of an async export runs, and of the class whose signals
 * `fetch` takes.
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
  // Modules are strict anyway, and in a function whose parameters have a pattern the directive is an error, which some tools make of it.
  const glue = path.join(folder, 'glue.js');
  fs.writeFileSync(glue, fs.readFileSync(glue, 'utf8').replace('\n"use strict";\n', '\n\n'));
  fs.writeFileSync(path.join(folder, 'glue.d.ts'), GLUE_TYPES.replace('NAME', name));
}

/** The shell imports the glue of pkg/; a variant brings its own. */
const glueOf = (pkg) => ({
  name: 'glue',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/pkg\/\w+\/glue\.js$/ }, ({ path: file }) => {
      const [, module] = /\/pkg\/(\w+)\/glue\.js$/.exec(file);
      return { path: path.join(folderOf(pkg, module), 'glue.js') };
    }),
});

/** Leaves doc comments out of readable scripts, where esbuild keeps those of class members: types carry them. Lines stay. */
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

/** Where a module was built. A variant may bring only some modules of its own. */
function folderOf(pkg, module) {
  const own = path.join(pkg, module);
  return fs.existsSync(own) ? own : inRoot('pkg', module);
}

/** Names of the runtimes that have an entry. */
function runtimesIn(folder) {
  return fs
    .readdirSync(inRoot(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.basename(file, '.ts'));
}
