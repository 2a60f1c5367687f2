// Checks the licenses of all code that we ship: the crates in the WebAssembly modules, the packages in dist/.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { denyList } from './deny.mjs';

const ALLOWED = new Set(denyList('allow'));

/** Development dependencies that esbuild bundles into the emulator and the command line. */
const BUNDLED = [
  ...['hono', '@hono/node-server', 'randexp', 'ret', 'drange'],
  ...['cli-progress', 'string-width', 'strip-ansi', 'ansi-regex', 'emoji-regex', 'is-fullwidth-code-point'],
];

export async function licenses(env) {
  const crates = await cratesOf(env);
  if (typeof crates === 'string') return crates;
  return [...crates, ...packages()]
    .filter(({ license }) => !license || !isAllowed(license))
    .map(({ name, version, license }) => `${name} ${version}: ${license ?? 'no license named'}`)
    .join('\n');
}

/** Returns the crates that are compiled into the WebAssembly, or the reason why they cannot be listed. */
export async function cratesOf(env) {
  const args = ['metadata', '--locked', '--format-version', '1', '--filter-platform', 'wasm32-unknown-unknown'];
  const { code, stdout, stderr } = await run('cargo', args, { env });
  if (code !== 0) return stderr;
  const { packages: all, resolve } = JSON.parse(stdout);
  const reached = new Set();
  const visit = (id) => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const { pkg, dep_kinds } of resolve.nodes.find((node) => node.id === id).deps) {
      if (dep_kinds.some(({ kind }) => kind !== 'dev')) visit(pkg);
    }
  };
  visit(resolve.root);
  return all.filter(({ id }) => reached.has(id));
}

export function packages() {
  const locked = JSON.parse(fs.readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(locked)
    .map(([place, entry]) => ({ ...entry, name: place.replace(/^.*node_modules\//, '') }))
    .filter(({ name, dev, devOptional }) => name && (BUNDLED.includes(name) || !(dev || devOptional)));
}

/** Whether allowed licenses satisfy an SPDX expression. Old crates write OR as a slash: `MIT/Apache-2.0`. */
export function isAllowed(expression) {
  const tokens = expression.replaceAll('/', ' OR ').match(/\(|\)|\bOR\b|\bAND\b|[^\s()]+(?: WITH [^\s()]+)?/g) ?? [];
  let sound = true;
  const next = (token) => tokens[0] === token && tokens.shift() !== undefined;
  const either = () => {
    const met = [both()];
    while (next('OR')) met.push(both());
    return met.includes(true);
  };
  const both = () => {
    const met = [one()];
    while (next('AND')) met.push(one());
    return !met.includes(false);
  };
  const one = () => {
    if (!next('(')) return ALLOWED.has(tokens.shift());
    const met = either();
    sound = next(')') && sound;
    return met;
  };
  return either() && sound && tokens.length === 0;
}
