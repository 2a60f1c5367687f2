// npm test: runs set-up, build, and every suite, one after another. The last line is: N passed, N failed.
//   npm test -- shell site   runs only those suites
import './floor.mjs';
import { build, variants } from './build.mjs';
import { CommandError } from './errors.mjs';
import { run } from './run.mjs';
import { setup } from './setup.mjs';
import { bold, command, dim, green, red, seconds } from './terminal.mjs';
import { add, none, summary, verdict } from './test/count.mjs';
import { suites } from './test/suites.mjs';

let total = none;
let finished = false;

// A run that ends early, because set-up failed or by Ctrl-C, counts as one failure on the last line.
process.once('exit', () => {
  if (!finished) total = add(total, { failed: 1 });
  console.log(summary(total));
});

await command(async () => {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !suites.some((suite) => suite.name === name));
  if (unknown) {
    throw new CommandError(`Unknown suite "${unknown}". Available: ${suites.map(({ name }) => name).join(', ')}.`);
  }
  const chosen = suites.filter(({ name }) => names.length === 0 || names.includes(name));
  const needed = (what) => chosen.some(({ needs = [] }) => needs.includes(what));

  const machine = await setup({
    withBrowser: needed('browser'),
    withBundlers: needed('bundlers'),
    withClients: needed('clients'),
    withRuntimes: needed('runtimes'),
  });
  if (needed('build')) await build(machine.env);
  if (needed('planted')) await build(machine.env, variants.planted);

  for (const suite of chosen) total = add(total, await runSuite(suite, machine));
  finished = true;
  console.log('');
  return total.failed > 0 ? 1 : 0;
});

async function runSuite(suite, machine) {
  console.log(`\n${bold(suite.name)} ${dim(suite.about)}`);
  const started = Date.now();
  const [program, args] = suite.command(machine) || [];
  const result = program
    ? await run(program, args, {
        env: { ...machine.env, ...suite.env },
        limitMs: suite.limitMs ?? 15 * 60_000,
        onLine: (line) => suite.hide?.test(line) || console.log(`  ${line}`),
      })
    : { code: 0, stdout: '', stderr: '' };
  const counts = verdict(result, suite.count(result));
  const mark = counts.failed > 0 ? red('✗') : green('✓');
  console.log(`${mark} ${suite.name}: ${summary(counts)} ${dim(seconds(Date.now() - started))}`);
  if (counts.why) console.log(`  ${red(counts.why)}`);
  return counts;
}
