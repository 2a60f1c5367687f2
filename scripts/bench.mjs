// npm run bench -- NAME --json FILE: the cases of bench/, against peers, in the same run. Without NAME all of them.
// A case module exports `name` and `run({ node })`, with the path of a Node that wrangler runs on, which gives rows { case: 'what/peer', ours, peer, ratio, unit }; the ratio
// is our throughput over the peer's, so higher is better.
import './floor.mjs';
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build, buildModules, variants } from './build.mjs';
import { CommandError } from './errors.mjs';
import { inRoot } from './paths.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const args = process.argv.slice(2);
  const at = args.indexOf('--json');
  const file = at < 0 ? undefined : args.splice(at, 2)[1];
  const [wanted] = args;
  if (at >= 0 && !file) throw new CommandError('--json needs the name of a file to write.');

  const { env, node } = await setup();
  await build(env);
  await buildModules(env, variants.bench);
  const cases = await casesOf();
  const chosen = cases.filter(({ name }) => !wanted || name === wanted);
  if (chosen.length === 0) {
    const names = cases.map(({ name }) => name).join(', ') || 'none yet';
    throw new CommandError(`Unknown benchmark${wanted ? ` "${wanted}"` : ''}. Available: ${names}.`);
  }
  if (file && chosen.length > 1)
    throw new CommandError('--json takes one benchmark: npm run bench -- NAME --json FILE');
  for (const { name, run } of chosen) {
    const rows = await run({ node });
    console.log(`\n${name}`);
    for (const row of rows) console.log(table(row));
    if (file) fs.writeFileSync(file, `${JSON.stringify({ name, rows }, null, 2)}\n`);
  }
});

async function casesOf() {
  const files = fs.existsSync(inRoot('bench')) ? fs.readdirSync(inRoot('bench')) : [];
  // The others are parts of cases, or programs to run by hand, which an import would start.
  const isCase = (file) => /^export const name = /m.test(fs.readFileSync(inRoot('bench', file), 'utf8'));
  const modules = files.filter((file) => file.endsWith('.mjs') && isCase(file)).sort();
  const loaded = await Promise.all(modules.map((module) => import(pathToFileURL(inRoot('bench', module)).href)));
  return loaded;
}

function table({ case: what, ours, peer, ratio, unit }) {
  const cells = [`ours ${ours.toPrecision(4)}`, `peer ${peer.toPrecision(4)}`, `${ratio.toFixed(2)} x`, unit];
  return `  ${what.padEnd(40)}${cells.map((cell) => cell.padStart(18)).join('')}`;
}
