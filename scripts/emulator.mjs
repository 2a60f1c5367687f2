// npm run emulator: the emulator on 127.0.0.1, until Ctrl-C.   --port N  (default 8788; 0: any free one)
import './floor.mjs';
import { build } from './build.mjs';
import { freePort, portFrom } from './port.mjs';
import { setup } from './setup.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const wanted = portFrom(process.argv, '--port', 8788);
  const port = await freePort(wanted, 'npm run emulator -- --port');
  const { env } = await setup();
  await build(env);
  const { startEmulator } = await import('../dist/emulator-node.js');
  const { url } = await startEmulator({ port });
  console.log(`\nThe emulator listens at ${url}. Any API key will do. Ctrl-C ends it.`);
});
