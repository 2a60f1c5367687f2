// npm run check: formats, lints, types, imports, spelling, licenses. `npm test` runs it as its last suite.
//   --fix   formats everything and applies the safe fixes first
import './floor.mjs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { command, green, red, seconds } from './terminal.mjs';

await command(async () => {
  // `npm test` runs this with --counts, when set-up and build are done.
  const counting = process.argv.includes('--counts');
  const { env } = counting ? { env: process.env } : await setup();
  // The types of the shell depend on those of pkg/.
  if (!counting) await build(env);
  // Imported here: the steps use packages that a fresh clone has only after set-up.
  const { fixes, steps } = await import('./check/steps.mjs');
  if (process.argv.includes('--fix')) for (const fix of fixes) await fix(env);

  const failed = [];
  for (const { name, about, check } of steps) {
    const started = Date.now();
    const found = (await check(env)).trim();
    console.log(`${found ? red('✗') : green('✓')} ${name.padEnd(10)} ${about}  ${seconds(Date.now() - started)}`);
    if (!found) continue;
    failed.push(name);
    console.log(found.replace(/^(?=.)/gm, '    '));
  }
  if (counting) console.log(`counts: ${steps.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
  else if (failed.length > 0) console.log(`\n${red(`Failed: ${failed.join(', ')}.`)}`);
  return failed.length > 0 ? 1 : 0;
});
