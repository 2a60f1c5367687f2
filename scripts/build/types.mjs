// Makes the declarations of dist/types/, with tsc.
import fs from 'node:fs';
import path from 'node:path';
import { CommandError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { run } from '../run.mjs';
import { unlessFresh } from '../stamp.mjs';
import { modules } from './core.mjs';

/** One program each, so that each has its own root folder: src/js for types/js, emulator for types/emulator. */
const WASM_TYPES = ['src', 'js', 'runtime', 'wasm_module.d.ts'];
const PROJECTS = ['tsconfig.types.json', 'tsconfig.emulator.json'];

export async function types(say, env) {
  const inputs = {
    files: [
      'src',
      'emulator',
      ...modules.map(({ name }) => `pkg/${name}/${name}.d.ts`),
      'package.json',
      'package-lock.json',
      'scripts/build/types.mjs',
      'tsconfig.json',
      ...PROJECTS,
    ],
    match: /\.(?:ts|json|mjs)$/,
    outputs: [inRoot('target', 'types')],
  };
  const ran = await unlessFresh('types', inputs, async () => {
    fs.rmSync(inRoot('target', 'types'), { recursive: true, force: true });
    const results = await Promise.all(
      PROJECTS.map((project) => run('tsc', ['-p', project, '--pretty', 'false'], { env })),
    );
    const failed = results.filter(({ code }) => code !== 0);
    if (failed.length > 0) {
      const output = failed.map(({ stdout, stderr }) => stdout + stderr).join('');
      throw new CommandError('The type declarations could not be built. The output of tsc is above.', output);
    }
    // Written by hand, so tsc does not emit it.
    fs.copyFileSync(inRoot(...WASM_TYPES), inRoot('target', 'types', 'js', 'runtime', 'wasm_module.d.ts'));
    dropUnreached(inRoot('target', 'types'));
  });
  const shipped = inRoot('dist', 'types');
  if (ran || !fs.existsSync(shipped)) {
    fs.rmSync(shipped, { recursive: true, force: true });
    fs.cpSync(inRoot('target', 'types'), shipped, { recursive: true });
  }
  say(`dist/types/${ran ? '' : ', up to date'}`);
}

/** Keeps only the declarations that users can reach: those that package.json names, and their imports. */
function dropUnreached(folder) {
  const kept = new Set();
  const visit = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const [, target] of fs.readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)\.[jt]s['"]/g)) {
      visit(path.join(path.dirname(file), `${target}.d.ts`));
    }
  };
  const manifest = fs.readFileSync(inRoot('package.json'), 'utf8');
  for (const [, file] of manifest.matchAll(/"\.\/dist\/types\/(.+?)"/g)) visit(path.join(folder, file));
  for (const file of fs.readdirSync(folder, { recursive: true }).map((name) => path.join(folder, name))) {
    if (file.endsWith('.d.ts') && !kept.has(file)) fs.rmSync(file);
  }
}
