// npm run soak: the suite `resends` with five times as many creates, and the numbers of each case at its end.
//   SOAK_TIMES=20 npm run soak   other times
import './floor.mjs';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';
import { command } from './terminal.mjs';

const TIMES = '5';

await command(async () => {
  const report = inRoot('target', 'soak.txt');
  mkdirSync(inRoot('target'), { recursive: true });
  rmSync(report, { force: true });
  const env = { SOAK_TIMES: TIMES, ...process.env, SOAK_REPORT: report };
  const onLine = (line) => console.log(line);
  const { code } = await run(process.execPath, [inRoot('scripts', 'test.mjs'), 'resends'], { env, onLine });
  if (existsSync(report)) console.log(`\n${readFileSync(report, 'utf8')}`);
  return code;
});
