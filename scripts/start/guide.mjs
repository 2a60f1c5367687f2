import { extractGuide } from '../guide.mjs';
import { run } from '../run.mjs';

/** Runs the guide with the user's Node and shows its output. Returns its exit code. */
export async function runGuide(facts) {
  const show = (line) => console.log(line);
  const { code } = await run(process.execPath, [extractGuide()], { env: { ...process.env, ...facts }, onLine: show });
  if (code !== 0)
    console.error(`\nThe guide stopped with exit code ${code}. The line numbers are those of docs/guide.md.`);
  return code;
}
