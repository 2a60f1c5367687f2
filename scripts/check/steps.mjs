// The steps of `npm run check`: each gives what is wrong, or an empty text.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { checkBudget } from './budget.mjs';
import { fence } from './fence.mjs';
import { checkImports } from './imports.mjs';
import { checkLengths } from './lengths.mjs';
import { licences } from './licences.mjs';
import { checkLinks } from './links.mjs';
import { lockedWithoutHosts } from './locks.mjs';
import { checkSources } from './sources.mjs';

const wasm = ['--target', 'wasm32-unknown-unknown'];
const denied = ['--', '-D', 'warnings'];
const doc = ['doc', '--locked', '--no-deps', '--document-private-items'];
const strictDoc = { RUSTDOCFLAGS: '-D warnings' };

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
  // Without the feature that hides the rooms, so that their pages and links are checked too.
  program('doc', 'the documentation of the rooms has no warning', 'cargo', [...doc, '--workspace'], strictDoc),
  program(
    'doc-wasm',
    'that of the boundary has none',
    'cargo',
    [...doc, ...wasm, '--lib', '--all-features'],
    strictDoc,
  ),
  program('doctest', 'examples in the documentation run', 'cargo', ['test', '--locked', '--doc', '--all-features']),
  program('biome', 'JavaScript and TypeScript are formatted, no lint', 'biome', ['ci', '--colors=off', '.']),
  ...typeScriptProjects().map((project) =>
    program('tsc', `${project} is sound`, 'tsc', ['--noEmit', '-p', project, '--pretty', 'false']),
  ),
  program('publint', 'package.json leads to files that are there', 'publint', ['--strict']),
  { name: 'fence', about: 'the shell knows nothing of the API', check: async () => fence() },
  { name: 'imports', about: 'no import cycle, no import that its room may not', check: async () => checkImports() },
  { name: 'lengths', about: 'no file or function of src is too long', check: async () => checkLengths() },
  { name: 'budget', about: 'no part of what a browser loads has grown', check: async () => checkBudget() },
  { name: 'links', about: 'links between documents lead somewhere', check: async () => checkLinks() },
  { name: 'locks', about: 'lock files name no download host', check: async () => lockedWithoutHosts() },
  { name: 'sources', about: 'crates come from crates.io, with a checksum', check: async () => checkSources() },
  {
    name: 'licences',
    about: 'what is shipped may be shipped (advisories are not checked: their database is in no package registry)',
    check: licences,
  },
];

/** What a machine can fix automatically. */
export const fixes = [
  (env) => run('cargo', ['fmt', '--all'], { env }),
  (env) => run('cargo', ['fmt', '--manifest-path', 'tests/clients/rust/Cargo.toml'], { env }),
  (env) => run('cargo', ['fmt', '--manifest-path', 'fuzz/Cargo.toml'], { env }),
  (env) => run('biome', ['check', '--write', '.'], { env }),
];

function program(name, about, file, args, more = {}) {
  const check = async (env) => {
    const { code, stdout, stderr } = await run(file, args, { env: { ...env, ...more } });
    return code === 0
      ? ''
      : `${stdout}${stderr.replace(/^ *(?:Checking|Compiling|Documenting|Finished|Generated|Blocking) .*\n/gm, '')}` ||
          `exit code ${code}`;
  };
  return { name, about, check };
}

/** The root's project and those of the site, which run elsewhere and so have other globals. */
function typeScriptProjects() {
  const folders = ['www/page', 'www/worker'].filter((folder) => fs.existsSync(inRoot(folder, 'tsconfig.json')));
  return ['tsconfig.json', ...folders];
}
