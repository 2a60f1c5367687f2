// npm run build: Rust to pkg/, pkg/ and src/js to dist/, the page to www/dist/. Skips everything that is up to date.
//   --planted   the variant that panics on request, for the tests, into target/planted/
import './floor.mjs';
import { fileURLToPath } from 'node:url';
import { core } from './build/core.mjs';
import { locked } from './lock.mjs';
import { inRoot } from './paths.mjs';
import { setup } from './setup.mjs';
import { command, step } from './terminal.mjs';

/** Build variants and their output folders. */
export const variants = {
  shipped: {
    name: 'shipped',
    pkg: inRoot('pkg'),
    dist: inRoot('dist'),
    modules: ['calls', 'results', 'checks', 'jobs'],
    features: [],
    optimise: true,
  },
  planted: {
    name: 'planted',
    pkg: inRoot('target', 'planted', 'pkg'),
    dist: inRoot('target', 'planted', 'dist'),
    // The other modules are the shipped ones, because a panic in one must not affect them.
    modules: ['calls'],
    features: ['planted-panic'],
    optimise: false,
  },
  // A baseline for the benchmarks, which is not shipped.
  bench: {
    name: 'bench',
    pkg: inRoot('target', 'bench', 'pkg'),
    modules: ['scan'],
    features: [],
    optimise: true,
  },
};

/** Builds only the WebAssembly of a variant. */
export async function buildModules(env, variant) {
  await locked(inRoot('target', 'build.lock'), () => step('core', (say) => core(say, { env, variant })));
}

/** Builds one variant. `env` is the result of set-up: the tools on PATH. */
export async function build(env, variant = variants.shipped) {
  await locked(inRoot('target', 'build.lock'), async () => {
    await step('core', (say) => core(say, { env, variant }));
    // These need node_modules, which a fresh clone has only after set-up.
    const { bundle } = await import('./build/bundle.mjs');
    const { notices } = await import('./build/notices.mjs');
    const { types } = await import('./build/types.mjs');
    const { page } = await import('./build/page.mjs');
    await step('bundle', (say) => bundle(say, variant));
    if (variant !== variants.shipped) return;
    await step('types', (say) => types(say, env));
    await step('notices', (say) => notices(say, env));
    await step('page', (say) => page(say));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    const { env } = await setup();
    await build(env, process.argv.includes('--planted') ? variants.planted : variants.shipped);
  });
}
