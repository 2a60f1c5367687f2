// Compiles the Rust crate to WebAssembly with wasm-pack, module by module: pkg/calls/calls.js and calls_bg.wasm, and so on.
import fs from 'node:fs';
import path from 'node:path';
import { cargoError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { unlessFresh } from '../stamp.mjs';
import { encodedFlags } from './flags.mjs';
import { sortFunctions } from './order.mjs';

/**
 * The modules of the package. Each is a build of the crate with the feature of its name. `level` is the opt-level of our own code
 * except `hot/`, which is always compiled for speed. `inline` is the inlining threshold where size counts, and there loops are
 * unrolled only up to `UNROLL`. The figures are in docs/decisions.md (D-004, D-016).
 */
export const modules = [
  { name: 'calls', level: 'z' },
  { name: 'results', level: '3', inline: 60 },
  { name: 'checks', level: '2', inline: 60 },
  { name: 'jobs', level: 'z' },
];

/** All modules that can be built: those of the package, and one for the benchmarks. */
const buildable = [...modules, { name: 'scan', level: '3' }];

/** The flags of .cargo/config.toml, which the flags of a build replace. */
const SIMD = ['-C', 'target-feature=+simd128'];

/** LLVM's threshold for unrolling loops in a module with `inline`; its default is 150. */
const UNROLL = 20;

/** Settings of cargo for builds that are not shipped. */
const QUICK = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: '1',
  CARGO_PROFILE_RELEASE_LTO: 'off',
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: '16',
};

/** Builds the modules of a variant, two at a time, because most of each build is one long step of the linker. */
export async function core(say, { env, variant }) {
  const waiting = buildable.filter(({ name }) => variant.modules.includes(name));
  const sizes = [];
  let ran = false;
  const work = async () => {
    for (let module = waiting.shift(); module; module = waiting.shift()) {
      const made = await one(env, variant, module, () => say.now(`compiling Rust to WebAssembly: ${module.name}`));
      ran ||= made.ran;
      sizes.push(`${module.name} ${(made.size / 1000).toFixed(0)} kB`);
    }
  };
  await Promise.all([work(), work()]);
  say(`${sizes.sort().join(', ')}${ran ? '' : ', up to date'}`);
}

const llvm = (inline) =>
  inline ? ['-C', `llvm-args=-inline-threshold=${inline}`, '-C', `llvm-args=-unroll-threshold=${UNROLL}`] : [];

async function one(env, variant, { name, level, inline }, announce) {
  const out = path.join(variant.pkg, name);
  const wasm = path.join(out, `${name}_bg.wasm`);
  const inputs = {
    files: ['src', 'hot', 'Cargo.toml', 'Cargo.lock', '.cargo', 'rust-toolchain.toml', 'tools/Cargo.lock'].concat([
      'scripts/build/flags.mjs',
      'scripts/build/order.mjs',
      'scripts/wasm.mjs',
    ]),
    match: /\.(?:rs|json|toml|lock|mjs)$/,
    texts: [
      variant.name,
      name,
      level,
      ...SIMD,
      ...llvm(inline),
      env.RUSTUP_TOOLCHAIN,
      variant.optimise ? binaryenVersion() : '',
    ],
    outputs: [wasm, path.join(out, `${name}.js`)],
  };
  const ran = await unlessFresh(`core-${variant.name}-${name}`, inputs, async () => {
    announce();
    const args = ['build', '--target', 'web', '--no-pack', '--release', '--mode', 'no-install'];
    if (!variant.optimise) args.push('--no-opt');
    args.push('--out-dir', out, '--out-name', name, '--', '--locked', '--no-default-features');
    args.push('--features', [name, ...variant.features].join(','));
    // Modules are built in parallel, and cargo locks a target folder during a build.
    const target = path.join('target', 'modules', variant.optimise ? name : `${name}-${variant.name}`);
    const result = await run('wasm-pack', args, {
      env: {
        ...env,
        RUST_BACKTRACE: '0',
        ...(variant.optimise ? { CARGO_PROFILE_RELEASE_OPT_LEVEL: level } : QUICK),
        CARGO_ENCODED_RUSTFLAGS: await encodedFlags([...SIMD, ...llvm(inline)], { env, target }),
        CARGO_TARGET_DIR: inRoot(target),
      },
    });
    if (result.code !== 0) throw cargoError(`compile the module "${name}" to WebAssembly`, quiet(result));
    if (variant.optimise) await sortFunctions(wasm, env);
    // wasm-pack's output is meant to be published directly; here it is an intermediate result.
    for (const surplus of ['.gitignore', 'README.md', 'package.json'])
      fs.rmSync(path.join(out, surplus), { force: true });
  });
  return { ran, size: fs.statSync(wasm).size };
}

function binaryenVersion() {
  return JSON.parse(fs.readFileSync(new URL('../../node_modules/binaryen/package.json', import.meta.url), 'utf8'))
    .version;
}

/** Removes wasm-pack's own output, which hides the compiler's messages. */
function quiet({ code, stderr }) {
  const lines = stderr
    .split('\n')
    .filter(
      (line) => !/^\[(?:INFO|WARN)\]|^ *(?:Compiling|Downloaded|Finished) |^error: `cargo build` failed/.test(line),
    );
  return { code, stderr: lines.join('\n') };
}
