// The package as npm packs it, in a folder as in a user's project.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../scripts/paths.mjs';
import { npm } from '../scripts/setup/npm.mjs';

/** Packs the build and installs it in `folder`, without a network. Returns npm's description of the tarball. */
export async function installPacked(folder) {
  const [packed] = JSON.parse(await npmIn(root, 'pack', '--json', '--pack-destination', folder));
  await writeFile(path.join(folder, 'package.json'), '{ "name": "user", "private": true }');
  await npmIn(folder, 'install', '--offline', path.join(folder, packed.filename));
  return packed;
}

async function npmIn(folder, ...args) {
  const result = await npm([...args, '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, env: process.env });
  assert.equal(result.code, 0, result.stderr);
  return result.stdout;
}
