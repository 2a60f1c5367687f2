// The steps of `npm run check`: each gives what is wrong, or an empty text.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { checkBudget } from './budget.mjs';
import { checkExamples } from './examples.mjs';
import { fence } from './fence.mjs';
import { checkImports } from './imports.mjs';
import { checkLengths } from './lengths.mjs';
import { licences } from './licences.mjs';
import { checkLinks } from './links.mjs';
import { lockedWithoutHosts } from './locks.mjs';
import { checkSources } from './sources.mjs';

const wasm = ['--target', 'wasm32-unknown-unknown'];
const denied = ['--', '-D', 'warnings'];

export const steps = [
  program('fmt', 'Rust is formatted', 'cargo', ['fmt', '--all', '--', '--check', '-l']),
  program('fmt', 'the Rust client of the tests is formatted', 'cargo', [
    ...['fmt', '--manifest-path', 'tests/clients/rust/Cargo.toml', '--', '--check', '-l'],
  ]),
  program('fmt', 'the fuzz targets are formatted', 'cargo', [
    ...['fmt', '--manifest-path', 'fuzz/Cargo.toml', '--', '--check', '-l'],
  ]),
  program('clippy', 'no lint in the core and its tests', 'cargo', ['clippy', '--locked', '--all-targets', ...denied]),
  program('clippy-fuzz', 'no lint in the fuzz targets', 'cargo', [
    ...['clippy', '--locked', '--manifest-path', 'fuzz/Cargo.toml', '--target-dir', 'target/fuzz', '--all-targets'],
    ...denied,
  ]),
  program('clippy-wasm', 'no lint in the boundary and its tests', 'cargo', [
    ...['clippy', '--locked', ...wasm, '--lib', '--test', 'node', '--test', 'browser'],
    ...denied,
  ]),
  program('biome', 'JavaScript and TypeScript are formatted, no lint', 'biome', ['ci', '--colors=off', '.']),
  ...typeScriptProjects().map((project) =>
    program('tsc', `${project} is sound`, 'tsc', ['--noEmit', '-p', project, '--pretty', 'false']),
  ),
  program('publint', 'package.json leads to files that are there', 'publint', ['--strict']),
  { name: 'fence', about: 'the shell knows nothing of the API', check: async () => fence() },
  { name: 'imports', about: 'no import cycle, no import that its room may not', check: async () => checkImports() },
  { name: 'lengths', about: 'no file or function of src is too long', check: async () => checkLengths() },
  { name: 'budget', about: 'no part of what a browser loads has grown', check: async () => checkBudget() },
  {
    name: 'examples',
    about: 'public TypeScript symbols have examples, which compile',
    check: async () => checkExamples(),
  },
  { name: 'links', about: 'links between documents lead somewhere', check: async () => checkLinks() },
  { name: 'locks', about: 'lock files name no download host', check: async () => lockedWithoutHosts() },
  { name: 'sources', about: 'crates come from crates.io, with a checksum', check: async () => checkSources() },
  {
    name: 'licences',
    about: 'what is shipped may be shipped (advisories are not checked: their database is in no package registry)',
    check: licences,
  },
];

/** What a machine can mend by itself. */
export const fixes = [
  (env) => run('cargo', ['fmt', '--all'], { env }),
  (env) => run('cargo', ['fmt', '--manifest-path', 'tests/clients/rust/Cargo.toml'], { env }),
  (env) => run('cargo', ['fmt', '--manifest-path', 'fuzz/Cargo.toml'], { env }),
  (env) => run('biome', ['check', '--write', '.'], { env }),
];

function program(name, about, file, args) {
  const check = async (env) => {
    const { code, stdout, stderr } = await run(file, args, { env });
    return code === 0
      ? ''
      : `${stdout}${stderr.replace(/^ *(?:Checking|Compiling|Finished|Blocking) .*\n/gm, '')}` || `exit code ${code}`;
  };
  return { name, about, check };
}

/** The root's project and those of the site, which run elsewhere and so have other globals. */
function typeScriptProjects() {
  const folders = ['www/page', 'www/worker'].filter((folder) => fs.existsSync(inRoot(folder, 'tsconfig.json')));
  return ['tsconfig.json', ...folders];
}
