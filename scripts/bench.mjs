// npm run bench -- NAME: runs the cases of bench/ against peers, in the same run. Without NAME, runs all of them.
//   --json FILE     also writes the rows of one benchmark to a file
//   --only TEXT     only the cases whose name contains this text
//   --against DIR   compares with another build instead of peers; DIR is its dist/
//   --write         writes the figures to docs/performance.md and to the README; without NAME, those of all documented benchmarks
//
// A case module exports `name` and `run({ node, only, against })`. `node` is the path of a Node that wrangler supports. It
// returns rows { case: 'what/peer', ours, peer, ratio, unit, pairs, spread }. The ratio is our throughput divided by the peer's,
// so higher is better, and `spread` has the minimum and maximum of each. If the module exports `comparesBuilds`, it accepts
// `against`. If it exports `inputs`, `run` also accepts one of them as `input`, and each runs in a process of its own.
import './floor.mjs';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { documented, keep, machine, writeDocuments } from './bench/figures.mjs';
import { build, buildModules, variants } from './build.mjs';
import { CommandError } from './errors.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

const USAGE = 'npm run bench -- [NAME] [--json FILE] [--only TEXT] [--against DIR] [--write]';

await command(async () => {
  const options = readArguments();
  const chosen = choose(options);
  const { env, node } = await setup();
  await build(env);
  await buildModules(env, variants.bench);
  for (const { name, file } of chosen) {
    const before = machine();
    console.log(`\n${name}`);
    const rows = await measure(file, { node, only: options.only, against: options.against }, env);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify({ name, ...before, rows }, null, 2)}\n`);
    if (!options.write) continue;
    await keep({ name, ...before, rows }, env);
    writeDocuments();
  }
});

/** Runs a case module, and prints its rows as they come. */
async function measure(file, options, env) {
  const module = await import(pathToFileURL(file).href);
  const rows = [];
  for (const input of module.inputs ?? [undefined]) {
    const more = input ? await inProcess(file, { ...options, input }, env) : await module.run(options);
    for (const row of more) console.log(table(row));
    rows.push(...more);
  }
  return rows;
}

async function inProcess(file, options, env) {
  const args = [inRoot('scripts', 'bench', 'input.mjs'), file, JSON.stringify(options)];
  const { code, stdout, stderr } = await run(process.execPath, args, { env });
  if (code !== 0) throw new CommandError(`${options.input} failed:\n${stderr.trimEnd()}`);
  return JSON.parse(stdout);
}

function readArguments() {
  const text = { type: 'string' };
  try {
    const { values, positionals } = parseArgs({
      options: { json: text, only: text, against: text, write: { type: 'boolean' } },
      allowPositionals: true,
    });
    if (positionals.length > 1) throw new TypeError(`Unexpected argument '${positionals[1]}'`);
    // The processes of the inputs start in the root folder.
    const against = values.against && path.resolve(values.against);
    return { ...values, against, wanted: positionals[0] };
  } catch (error) {
    throw new CommandError(`${error.message.split('. ')[0]}. Usage: ${USAGE}`);
  }
}

/** Returns the benchmarks to run. Rejects contradictory options before anything is set up. */
function choose({ wanted, json, only, against, write }) {
  const all = benchmarks();
  const chosen = all.filter(({ name, comparesBuilds }) => {
    if (wanted) return name === wanted;
    return write ? documented.includes(name) : !against || comparesBuilds;
  });
  const names = (list) => list.map(({ name }) => name).join(', ');
  if (chosen.length === 0) throw new CommandError(`Unknown benchmark "${wanted}". Available: ${names(all)}.`);
  if (json && chosen.length > 1)
    throw new CommandError('--json takes one benchmark: npm run bench -- NAME --json FILE');
  if (write && (only || against))
    throw new CommandError('--write takes all cases of a benchmark, against peers: leave out --only and --against.');
  if (write && wanted && !documented.includes(wanted))
    throw new CommandError(`--write takes a benchmark whose figures are in the documents: ${documented.join(', ')}.`);
  if (against && !chosen.every(({ comparesBuilds }) => comparesBuilds))
    throw new CommandError(
      `${wanted} does not compare builds. Available: ${names(all.filter(({ comparesBuilds }) => comparesBuilds))}.`,
    );
  if (against && !fs.existsSync(`${against}/node.js`))
    throw new CommandError(
      `--against needs the dist/ of another build, found no node.js in ${path.relative('.', against)}.`,
    );
  return chosen;
}

/**
 * Finds the case modules by their text. The other files are parts of cases, or programs to run by hand, which an import would
 * start.
 */
function benchmarks() {
  return fs
    .readdirSync(inRoot('bench'))
    .filter((file) => file.endsWith('.mjs'))
    .sort()
    .map((file) => ({ file: inRoot('bench', file), text: fs.readFileSync(inRoot('bench', file), 'utf8') }))
    .map(({ file, text }) => ({
      file,
      name: /^export const name = '(\w+)'/m.exec(text)?.[1],
      comparesBuilds: /^export const comparesBuilds = true/m.test(text),
    }))
    .filter(({ name }) => name);
}

function table({ case: what, ours, peer, ratio, unit, spread }) {
  const range = spread ? spread.ratio.map((number) => number.toFixed(2)).join(' to ') : '';
  const cells = [`ours ${ours.toPrecision(4)}`, `peer ${peer.toPrecision(4)}`, `${ratio.toFixed(2)} x`, range, unit];
  return `  ${what.padEnd(40)}${cells.map((cell) => cell.padStart(18)).join('')}`;
}
