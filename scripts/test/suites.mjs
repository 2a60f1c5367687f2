// The suites of `npm test`, in the order in which they run. `command` returns the program and its arguments, or undefined if the
// suite has no file, which counts as a failure.
import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../paths.mjs';
import { countLibtest, countReport, countTypes } from './count.mjs';

const cargoTest = (...args) => ['cargo', ['test', '--locked', '--no-fail-fast', ...args]];
const wasm = ['--target', 'wasm32-unknown-unknown'];

/** Output of cargo and libtest to hide. */
const ROUTINE =
  /^\s*(?:Compiling|Downloading|Downloaded|Finished|Running|Doc-tests|Blocking|Updating|Locking) |^running \d+ tests?$|^test .* \.\.\. (?:ok|ignored.*)$|^test result: ok|^\s*$|^all doctests ran in|^no tests to run!$|^Set timeout to|^Running headless tests in|^Try find `webdriver\.json`|^Not found$|^Loading /;

/** One folder of node:test files. */
const nodeTests = (name, about, { newer = false, needs = ['build'], times = 1 } = {}) => ({
  name,
  about,
  needs,
  hide: /^counts: /,
  count: countReport,
  limitMs: 15 * 60_000 * times,
  command({ node }) {
    const files = filesIn(`tests/${name}`, '.test.mjs');
    const reporter = inRoot('scripts', 'test', 'reporter.mjs');
    const flags = [
      '--test',
      `--test-timeout=${120_000 * times}`,
      `--test-reporter=${reporter}`,
      '--test-reporter-destination=stdout',
    ];
    return files.length > 0 ? [newer ? node : process.execPath, [...flags, ...files]] : undefined;
  },
});

const typeTests = filesIn('tests/types', '.ts');

export const suites = [
  {
    name: 'native',
    about: 'the core, as plain Rust',
    command: () => cargoTest(),
    count: countLibtest,
    hide: ROUTINE,
  },
  {
    name: 'fuzz',
    about: 'fuzz targets on their corpora and on seeded mutations of them',
    env: { CARGO_TARGET_DIR: inRoot('target', 'fuzz') },
    command: () => cargoTest('--manifest-path', inRoot('fuzz', 'Cargo.toml'), '--test', 'corpus'),
    count: countLibtest,
    hide: ROUTINE,
  },
  {
    name: 'boundary-node',
    about: 'the WebAssembly boundary in Node',
    command: () => cargoTest(...wasm, '--test', 'node'),
    count: countLibtest,
    hide: ROUTINE,
  },
  {
    name: 'boundary-browser',
    about: 'the WebAssembly boundary in headless Chromium',
    needs: ['browser'],
    command: () => cargoTest(...wasm, '--test', 'browser'),
    count: countLibtest,
    hide: ROUTINE,
  },
  nodeTests('scripts', 'the commands of this repository', { needs: [] }),
  nodeTests('emulator', 'the emulator, as built'),
  nodeTests('shell', 'the package, as built, against the emulator', { needs: ['build', 'planted'] }),
  nodeTests('stores', 'stores of jobs and of bodies in Node, Bun, Deno, Chromium and workerd', {
    newer: true,
    needs: ['build', 'browser', 'runtimes'],
    times: 2,
  }),
  nodeTests('cli', 'the command line, as built'),
  nodeTests('docs', 'every code block of README.md and docs/', { times: 2 }),
  nodeTests('runtimes', 'the package in other runtimes', {
    newer: true,
    needs: ['build', 'planted', 'browser', 'runtimes'],
  }),
  nodeTests('bundlers', 'pages bundled for production from the packed package, in Chromium', {
    needs: ['build', 'browser', 'bundlers'],
    times: 3,
  }),
  nodeTests('site', 'the page in Chromium, the relay in workerd', { newer: true, needs: ['build', 'browser'] }),
  nodeTests('simulation', 'client, browser, network and relay under a virtual clock, one run per seed', { times: 4 }),
  nodeTests('clients', 'third-party API clients, against the emulator and through the relay', {
    newer: true,
    needs: ['build', 'clients'],
  }),
  nodeTests('resends', 'creates whose connection breaks: browsers, Node, Bun, Deno', {
    newer: true,
    needs: ['build', 'browser', 'runtimes'],
    times: Number(process.env.SOAK_TIMES || 1),
  }),
  {
    name: 'types',
    about: 'programs that the type declarations must accept or reject',
    needs: ['build'],
    command: () => typeTests.length > 0 && ['tsc', ['-p', 'tests/types', '--pretty', 'false']],
    count: countTypes(typeTests),
  },
  nodeTests('compiler', 'compiler errors in programs that use the package'),
  {
    name: 'check',
    about: 'formats, lints, types, imports, spelling, licenses',
    needs: ['build'],
    command: () => [process.execPath, [inRoot('scripts', 'check.mjs'), '--counts']],
    count: countReport,
    hide: /^counts: /,
  },
];

/** Files under a folder, relative to the root with forward slashes, as tsc prints them. */
function filesIn(folder, ending) {
  if (!fs.existsSync(inRoot(folder))) return [];
  return fs
    .readdirSync(inRoot(folder), { recursive: true })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
    .sort();
}
