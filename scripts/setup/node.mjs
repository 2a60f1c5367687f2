// Provides a Node for tools that need a newer one than our users: wrangler, and running TypeScript directly.
import fs from 'node:fs';
import path from 'node:path';
import { CommandError, npmError } from '../errors.mjs';
import { atLeast } from '../floor.mjs';
import { locked } from '../lock.mjs';
import { cacheDir, exe, inRoot } from '../paths.mjs';
import { npm } from './npm.mjs';

const ENOUGH = [22, 18];

/** Returns the path of a Node that is new enough: the running one, or one from npm in the cache. */
export async function newerNode(say, env = process.env) {
  if (atLeast(process.versions.node, ENOUGH)) {
    say(`${process.versions.node}, from PATH`);
    return process.execPath;
  }
  const wanted = JSON.parse(fs.readFileSync(inRoot('tools', 'node', 'package.json'), 'utf8')).optionalDependencies;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const version = wanted[name];
  if (!version) {
    throw new CommandError(
      `The site needs Node ${ENOUGH.join('.')} or newer, this is Node ${process.versions.node}, and npm carries none ` +
        `for ${process.platform} ${process.arch}. Install a newer Node (https://nodejs.org) and run the command again.`,
    );
  }
  say(`${version} for the repository's own tools`);
  const cache = cacheDir(env);
  const program = path.join(cache, `${name}-${version}`, exe('node'));
  const ready = () => fs.existsSync(program);
  if (!ready()) {
    await locked(
      path.join(cache, 'node.lock'),
      () => ready() || fetchNode(say, { env, cache, name, version, program }),
    );
  }
  return program;
}

async function fetchNode(say, { env, cache, name, version, program }) {
  say.now(`fetching Node ${version} from npm`);
  const scratch = path.join(cache, `${name}.${process.pid}`);
  fs.cpSync(inRoot('tools', 'node'), scratch, { recursive: true });
  try {
    const result = await npm(['ci', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: scratch,
      env,
    });
    if (result.code !== 0) throw npmError(`fetch Node ${version}`, result);
    const fetched = path.join(scratch, 'node_modules', name, 'bin', exe('node'));
    fs.mkdirSync(path.dirname(program), { recursive: true });
    fs.renameSync(fetched, program);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}
