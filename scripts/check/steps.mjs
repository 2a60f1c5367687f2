// The steps of `npm run check`. Each returns its problems as text, or an empty text.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { checkBudget } from './budget.mjs';
import { checkExamples } from './examples.mjs';
import { fence } from './fence.mjs';
import { checkImports } from './imports.mjs';
import { checkLengths } from './lengths.mjs';
import { licenses } from './licenses.mjs';
import { checkLinks } from './links.mjs';
import { lockedWithoutHosts } from './locks.mjs';
import { checkSources } from './sources.mjs';
import { checkSpelling } from './spelling.mjs';

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
  program('clippy', 'no lints in the core and its tests', 'cargo', ['clippy', '--locked', '--all-targets', ...denied]),
  program('clippy-fuzz', 'no lints in the fuzz targets', 'cargo', [
    ...['clippy', '--locked', '--manifest-path', 'fuzz/Cargo.toml', '--target-dir', 'target/fuzz', '--all-targets'],
    ...denied,
  ]),
  program('clippy-wasm', 'no lints in the boundary and its tests', 'cargo', [
    ...['clippy', '--locked', ...wasm, '--lib', '--test', 'node', '--test', 'browser'],
    ...denied,
  ]),
  // Without the feature that hides the rooms, so that their documentation and links are checked too.
  program('doc', 'the documentation of the rooms has no warnings', 'cargo', [...doc, '--workspace'], strictDoc),
  program(
    'doc-wasm',
    'the documentation of the boundary has no warnings',
    'cargo',
    [...doc, ...wasm, '--lib', '--all-features'],
    strictDoc,
  ),
  program('doctest', 'examples in the Rust documentation run', 'cargo', [
    'test',
    '--locked',
    '--doc',
    '--all-features',
  ]),
  program('biome', 'JavaScript and TypeScript are formatted, no lints', 'biome', ['ci', '--colors=off', '.']),
  ...typeScriptProjects().map((project) =>
    program('tsc', `${project} has no type errors`, 'tsc', ['--noEmit', '-p', project, '--pretty', 'false']),
  ),
  program('publint', 'package.json points to files that exist', 'publint', ['--strict']),
  { name: 'fence', about: 'the shell contains no API knowledge', check: async () => fence() },
  { name: 'imports', about: 'no import cycles, no forbidden imports', check: async () => checkImports() },
  {
    name: 'lengths',
    about: 'no file or function of src, emulator and www is too long',
    check: async () => checkLengths(),
  },
  { name: 'budget', about: 'browser downloads are within the size budget', check: async () => checkBudget() },
  {
    name: 'examples',
    about: 'public TypeScript symbols have examples, which compile',
    check: async () => checkExamples(),
  },
  { name: 'links', about: 'links between documents work', check: async () => checkLinks() },
  {
    name: 'spelling',
    about: 'documents and comments have no spelling error and no phrase to avoid',
    check: () => checkSpelling(),
  },
  { name: 'locks', about: 'lock files contain no download hosts', check: async () => lockedWithoutHosts() },
  { name: 'sources', about: 'crates come from crates.io, with a checksum', check: async () => checkSources() },
  {
    name: 'licenses',
    about: 'licenses of shipped code are allowed (advisories are not checked: no package registry has their database)',
    check: licenses,
  },
];

/** Fixes that need no manual work. */
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

/** The root project, and the projects of the site, whose runtimes have other globals. */
function typeScriptProjects() {
  const folders = ['www/page', 'www/worker'].filter((folder) => fs.existsSync(inRoot(folder, 'tsconfig.json')));
  return ['tsconfig.json', ...folders];
}
