// npm run fuzz: runs the targets of fuzz/ under libFuzzer, one after another. Inputs that reach new code are kept in
// target/fuzz/corpus, inputs that fail in target/fuzz/findings.
//   npm run fuzz -- framer --seconds 60   runs that target for this time (default: 300 seconds, shared by all targets)
//   npm run fuzz -- framer --input FILE   runs only that input
//   npm run fuzz -- framer --keep         then adds inputs to fuzz/corpus that reach more code than the existing ones
import './floor.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { cargoError } from './errors.mjs';
import { finding } from './fuzz/finding.mjs';
import { options } from './fuzz/options.mjs';
import { exe, inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { rust } from './setup/rust.mjs';
import { command, dim, green, red, seconds, step } from './terminal.mjs';

/** Instrumentation for libFuzzer: counters of edges, and traces of comparisons. A stable compiler supports these options. */
const COVERAGE = [
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
  '--cfg=fuzzing',
];
const FOLDER = inRoot('target', 'fuzz');
/** Maximum length of inputs, except those of the corpus. */
const LONGEST = 4096;

await command(async () => {
  const chosen = options(process.argv.slice(2));
  const program = await build();
  if (chosen.input !== undefined) return runInput(program, chosen.names[0], path.resolve(chosen.input));
  const each = Math.max(1, Math.floor(chosen.seconds / chosen.names.length));
  let failed = 0;
  for (const name of chosen.names) {
    const found = await fuzz(program, name, each);
    if (found) failed += 1;
    else if (chosen.keep) await keep(program, name);
  }
  console.log(`\n${chosen.names.length} targets, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});

async function build() {
  const env = { ...process.env };
  const { toolchain, about } = await step('rust', (say) => rust(say, env));
  const host = /^host: (.+)$/m.exec(about)[1];
  // The target is set explicitly, so that build scripts are compiled without the counters.
  const args = ['build', '--locked', '--manifest-path', inRoot('fuzz', 'Cargo.toml')];
  const result = await step('build', async (say) => {
    say('fuzz/ with counters');
    return run('cargo', [...args, '--bin', 'libfuzzer', '--features', 'libfuzzer', '--target', host], {
      env: { ...env, RUSTUP_TOOLCHAIN: toolchain, RUSTFLAGS: COVERAGE.join(' '), CARGO_TARGET_DIR: FOLDER },
    });
  });
  if (result.code !== 0) throw cargoError('compile the fuzz targets (libFuzzer needs a compiler of C++)', result);
  return path.join(FOLDER, host, 'debug', exe('libfuzzer'));
}

/** Runs a target for this number of seconds. Returns whether an input failed. */
async function fuzz(program, name, time) {
  const [found, findings] = ['corpus', 'findings'].map((folder) => path.join(FOLDER, folder, name));
  for (const folder of [found, findings]) fs.mkdirSync(folder, { recursive: true });
  const args = [
    found,
    inRoot('fuzz', 'corpus', name),
    `-max_total_time=${time}`,
    `-max_len=${LONGEST}`,
    `-dict=${inRoot('fuzz', 'dictionary.txt')}`,
    `-artifact_prefix=${findings}${path.sep}`,
    ...['-timeout=25', '-rss_limit_mb=2048', '-print_final_stats=1'],
  ];
  const started = Date.now();
  const result = await run(program, args, { env: { ...process.env, FUZZ_TARGET: name } });
  const inputs = /stat::number_of_executed_units:\s*(\d+)/.exec(result.stderr)?.[1] ?? 'unknown';
  const reached = [...result.stderr.matchAll(/ cov: (\d+) /g)].at(-1)?.[1] ?? '0';
  const ok = result.code === 0;
  const text = `${inputs} inputs, ${reached} edges`;
  console.log(`${ok ? green('✓') : red('✗')} ${name.padEnd(16)} ${text} ${dim(seconds(Date.now() - started))}`);
  if (!ok) console.log(finding(name, result).join('\n'));
  return !ok;
}

async function runInput(program, name, file) {
  const env = { ...process.env, FUZZ_TARGET: name, RUST_BACKTRACE: '1' };
  const { code } = await run(program, [file], { env, onLine: (line) => console.log(line) });
  console.log(code === 0 ? `${green('✓')} ${name}: the input passes` : `${red('✗')} ${name} fails`);
  return code === 0 ? 0 : 1;
}

/** Adds inputs to the committed ones that reach more code than these. */
async function keep(program, name) {
  const folder = inRoot('fuzz', 'corpus', name);
  const before = fs.readdirSync(folder).length;
  const args = ['-merge=1', '-max_len=1024', folder, path.join(FOLDER, 'corpus', name)];
  await run(program, args, { env: { ...process.env, FUZZ_TARGET: name } });
  console.log(`  ${fs.readdirSync(folder).length - before} inputs were added to fuzz/corpus/${name}`);
}
