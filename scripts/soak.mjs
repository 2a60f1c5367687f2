// npm run soak: runs the suite `resends` with five times as many creates, and prints the numbers of each case at its end. Then
// runs jobs of the command line that are killed 100 times.
//   SOAK_TIMES=20 CLI_DEATHS=1000 npm run soak   runs it with other numbers
import './floor.mjs';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { command } from './terminal.mjs';

const TIMES = '5';
const DEATHS = '100';

await command(async () => {
  const report = inRoot('target', 'soak.txt');
  mkdirSync(inRoot('target'), { recursive: true });
  rmSync(report, { force: true });
  const env = { SOAK_TIMES: TIMES, ...process.env, SOAK_REPORT: report };
  const onLine = (line) => console.log(line);
  const { code } = await run(process.execPath, [inRoot('scripts', 'test.mjs'), 'resends'], { env, onLine });
  if (existsSync(report)) console.log(`\n${readFileSync(report, 'utf8')}`);
  if (code !== 0) return code;
  const deaths = { CLI_DEATHS: DEATHS, ...process.env };
  const args = ['--test', '--test-reporter=spec', inRoot('tests', 'cli', 'job_deaths.test.mjs')];
  return (await run(process.execPath, args, { env: deaths, onLine })).code;
});
