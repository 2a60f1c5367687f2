// npm run emulator: runs the emulator on 127.0.0.1, until Ctrl-C. Accepts the options of `message-batches emulator`.
import './floor.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { build } from './build.mjs';
import { inRoot } from './paths.mjs';
import { freePort, portFrom } from './port.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const args = process.argv.slice(2);
  // Fails before minutes of set-up if the port is taken.
  await freePort(portFrom(args, '--port', 8788), 'npm run emulator -- --port');
  const { env } = await setup();
  await build(env);
  // Ctrl-C reaches both; the emulator ends first.
  process.on('SIGINT', () => undefined);
  const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), 'emulator', ...args], { stdio: 'inherit' });
  const [code] = await once(child, 'close');
  return code ?? 1;
});
