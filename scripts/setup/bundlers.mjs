// The bundlers of the tests, by `npm ci` from a lock of their own: nothing else in this repository uses them.
import fs from 'node:fs';
import path from 'node:path';
import { locked } from '../lock.mjs';
import { inRoot } from '../paths.mjs';
import { unlessFresh } from '../stamp.mjs';
import { npmTrouble } from '../trouble.mjs';
import { npm } from './npm.mjs';

const SOURCE = 'tests/bundlers/fixture';
const FILES = ['.npmrc', 'package.json', 'package-lock.json'];

/** Where the bundlers are: a program in a folder below finds them. */
export const bundlersDir = () => inRoot('target', 'bundlers');

/** The bundlers with their versions, by name. */
export const bundlerVersions = () =>
  JSON.parse(fs.readFileSync(inRoot(SOURCE, 'package.json'), 'utf8')).devDependencies;

export async function bundlers(say, env = process.env) {
  const folder = bundlersDir();
  const inputs = {
    files: FILES.map((file) => `${SOURCE}/${file}`),
    texts: [process.platform, process.arch],
    // npm writes its record last, so an interrupted install has none.
    outputs: [path.join(folder, 'node_modules', '.package-lock.json')],
  };
  const install = async () => {
    say.now('npm ci');
    fs.mkdirSync(folder, { recursive: true });
    for (const file of FILES) fs.copyFileSync(inRoot(SOURCE, file), path.join(folder, file));
    const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
    const result = await npm(args, { cwd: folder, env });
    if (result.code !== 0) throw npmTrouble('install the bundlers of the tests', result);
  };
  const waiting = () => say.now('another set-up is installing them: waiting for it');
  await locked(inRoot('target', 'bundlers.lock'), () => unlessFresh('bundlers', inputs, install), waiting);
  const versions = Object.entries(bundlerVersions()).map(([name, version]) => `${name} ${version}`);
  say(versions.join(', '));
}
