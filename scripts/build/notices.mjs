// Writes dist/THIRD-PARTY.txt: the licenses of the third-party code that we ship, as these licenses require.
import fs from 'node:fs';
import path from 'node:path';
import { cratesOf, packages } from '../check/licenses.mjs';
import { cargoError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';
import { unlessFresh } from '../stamp.mjs';

const FILE = inRoot('dist', 'THIRD-PARTY.txt');
const KEPT = inRoot('target', 'THIRD-PARTY.txt');

export async function notices(say, env) {
  const inputs = {
    files: ['Cargo.lock', 'package-lock.json', 'scripts'],
    match: /lock|notices|licenses/,
    outputs: [KEPT],
  };
  let count = 0;
  const ran = await unlessFresh('notices', inputs, async () => {
    const crates = await cratesOf(env);
    if (typeof crates === 'string') throw cargoError('list the crates', { code: 1, stderr: crates });
    const own = (crate) => crate.source === null;
    const all = [
      ...crates
        .filter((crate) => !own(crate))
        .map((crate) => ({ ...crate, folder: path.dirname(crate.manifest_path) })),
      ...packages().map((entry) => ({ ...entry, folder: inRoot('node_modules', ...entry.name.split('/')) })),
    ];
    count = all.length;
    fs.writeFileSync(KEPT, all.map(notice).join(`\n${'-'.repeat(80)}\n\n`));
  });
  fs.copyFileSync(KEPT, FILE);
  say(ran ? `${count} crates and packages` : 'up to date');
}

/** Returns name, license, and the license text if the package contains it. */
function notice({ name, version, license, folder }) {
  const files = fs.readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file));
  // If we can choose among licenses, one text is enough: the shortest, which is MIT's if there is one.
  const texts = files
    .map((file) => path.join(folder, file))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => fs.readFileSync(file, 'utf8').trim())
    .sort((a, b) => a.length - b.length);
  return `${name} ${version} (${license})\n\n${texts[0] ?? 'No license text in the package.'}\n`;
}
