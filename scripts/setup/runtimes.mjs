// Installs Bun and Deno for the tests, from npm.
import fs from 'node:fs';
import path from 'node:path';
import { exe } from '../paths.mjs';
import { fixture } from './fixture.mjs';

const { folder, versions, install } = fixture('runtimes', 'tests/resends/fixture');

export const runtimes = install;

export const runtimeVersions = versions;

/** Returns the program of a runtime, from the package that npm chose for this machine. */
export function runtimeProgram(name) {
  const { scope, file } = {
    bun: { scope: '@oven', file: `bin/${exe('bun')}` },
    deno: { scope: '@deno', file: exe('deno') },
  }[name];
  const packages = path.join(folder, 'node_modules', scope);
  const programs = fs.readdirSync(packages).map((chosen) => path.join(packages, chosen, file));
  return programs.find((program) => fs.existsSync(program));
}
