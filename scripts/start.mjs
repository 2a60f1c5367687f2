// npm start: runs set-up and build, then the guide with the emulator in the terminal, and the site until Ctrl-C.
//   --exit     exit after the guide: status 0 only if the guide, the page and the relay worked
//   --port N   the site's port (default 8787; 0: any free one)
//   --live     runs the guide with the real API, with ANTHROPIC_API_KEY: this costs money
import './floor.mjs';
import { serveSite } from '../www/serve.mjs';
import { build } from './build.mjs';
import { CommandError } from './errors.mjs';
import { freePort, portFrom } from './port.mjs';
import { setup } from './setup.mjs';
import { runGuide } from './start/guide.mjs';
import { probeSite } from './start/probe.mjs';
import { bold, command, step } from './terminal.mjs';

const args = process.argv.slice(2);
/** The emulator accepts any key. */
const KEY = 'emulator-key';
const exits = args.includes('--exit');

await command(async () => {
  const live = args.includes('--live');
  if (live && !process.env.ANTHROPIC_API_KEY) {
    throw new CommandError(
      '--live needs an API key: set ANTHROPIC_API_KEY. The requests of the guide are billed to it.',
    );
  }
  // Fails before minutes of set-up if the port is taken.
  const port = live ? 0 : await freePort(portFrom(args, '--port', 8787), 'npm start -- --port');
  const machine = await setup();
  await build(machine.env);
  return live ? goLive() : goLocal(machine, port);
});

async function goLive() {
  const { ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL = 'https://api.anthropic.com' } = process.env;
  console.log(`\n${bold('The guide, against the real API')} (${ANTHROPIC_BASE_URL}). This costs money.\n`);
  return runGuide({ ANTHROPIC_API_KEY, ANTHROPIC_BASE_URL });
}

async function goLocal(machine, port) {
  const { startEmulator } = await import('../dist/emulator-node.js');
  const emulator = await startEmulator({ processingMs: 3_000, retryAfterSeconds: 1, idempotency: true });
  const site = await step('site', async (say) => {
    const options = { upstream: emulator.url, apiKey: KEY, port, node: machine.node };
    const served = await serveSite(options).catch(({ message }) => {
      throw new CommandError('The site did not start. The output of wrangler is above.', message);
    });
    say(`${served.url}, emulator ${emulator.url}`);
    return served;
  });

  console.log(`\n${bold('The guide, through the emulator')}\n`);
  const code = await runGuide({ ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: emulator.url });
  const problem = await probeSite(site.url, site.token);
  if (problem) console.error(`\n${problem}`);
  const failed = code !== 0 || problem ? 1 : 0;

  if (!exits) {
    console.log(
      `\nThe page runs until Ctrl-C. Open it with this link, which contains the token of this run:\n${bold(site.link)}\nIts relay forwards to the emulator.`,
    );
    await site.gone;
    throw new CommandError('The site stopped unexpectedly. Start it again with "npm start".');
  }
  await site.close();
  await emulator.close();
  return failed;
}
