// npm run generate: writes docs/rules.md, docs/schema.json, src/wire/rules.json, names.ts and param_kinds.ts from the tables.
import './floor.mjs';
import { run } from './run.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const { env } = await setup();
  const { code, stdout, stderr } = await run('cargo', ['run', '--locked', '--quiet', '--example', 'generate'], { env });
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
});
