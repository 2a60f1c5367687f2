// Installs packages for a single test suite with `npm ci`, from their own lock file.
import fs from 'node:fs';
import path from 'node:path';
import { npmError } from '../errors.mjs';
import { locked } from '../lock.mjs';
import { inRoot } from '../paths.mjs';
import { unlessFresh } from '../stamp.mjs';
import { npm } from './npm.mjs';

const FILES = ['.npmrc', 'package.json', 'package-lock.json'];

/**
 * @param {string} name of the folder in target/ that they are installed into
 * @param {string} source the folder that has their lock
 */
export function fixture(name, source) {
  const folder = inRoot('target', name);
  /** The packages with their versions, by name. */
  const versions = () => JSON.parse(fs.readFileSync(inRoot(source, 'package.json'), 'utf8')).devDependencies;

  async function install(say, env = process.env) {
    const inputs = {
      files: FILES.map((file) => `${source}/${file}`),
      texts: [process.platform, process.arch],
      // npm writes its record last, so an interrupted install has none.
      outputs: [path.join(folder, 'node_modules', '.package-lock.json')],
    };
    const fetch = async () => {
      say.now('npm ci');
      fs.mkdirSync(folder, { recursive: true });
      for (const file of FILES) fs.copyFileSync(inRoot(source, file), path.join(folder, file));
      const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
      const result = await npm(args, { cwd: folder, env });
      if (result.code !== 0) throw npmError(`install the ${name} of the tests`, result);
    };
    const waiting = () => say.now('waiting for another set-up that is installing them');
    await locked(inRoot('target', `${name}.lock`), () => unlessFresh(name, inputs, fetch), waiting);
    say(
      Object.entries(versions())
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    );
  }

  return { folder, versions, install };
}
