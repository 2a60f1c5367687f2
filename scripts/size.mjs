// npm run size: prints the size of what a browser loads, raw and compressed, by the calls that load it. -- --json FILE writes the
// sums as JSON; -- --rooms prints the code of each module by room, and --functions 30 also its largest functions.
import './floor.mjs';
import fs from 'node:fs';
import { build } from './build.mjs';
import { setup } from './setup.mjs';
import { sizes } from './size/parts.mjs';
import { printRooms } from './size/rooms.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const args = process.argv.slice(2);
  const optionOf = (flag) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  const { env } = await setup();
  await build(env);
  const parts = sizes();
  console.log(`\n${row('what a browser loads', 'raw', 'gzip -9', 'brotli 11')}`);
  for (const [name, { files, ...sum }] of Object.entries(parts)) {
    console.log(row(name, ...Object.values(sum).map(count)));
    for (const { file, raw, gzip, brotli } of files)
      console.log(row(`  ${file}`, count(raw), count(gzip), count(brotli)));
  }
  const json = optionOf('--json');
  if (json) {
    const sums = Object.entries(parts).map(([name, { gzip, brotli }]) => [name, { gzip, brotli }]);
    fs.writeFileSync(json, `${JSON.stringify(Object.fromEntries(sums), null, 2)}\n`);
  }
  if (args.includes('--rooms')) await printRooms(env, { functions: Number(optionOf('--functions') ?? 0) });
});

function row(name, ...cells) {
  return name.padEnd(36) + cells.map((cell) => cell.padStart(12)).join('');
}

function count(number) {
  return number.toLocaleString('en-US');
}
