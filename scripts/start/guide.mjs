import { extractGuide } from '../guide.mjs';
import { run } from '../run.mjs';

/** Runs the guide on the user's own Node; what it prints is what the terminal shows. Gives its exit code. */
export async function runGuide(facts) {
  const show = (line) => console.log(line);
  const { code } = await run(process.execPath, [extractGuide()], { env: { ...process.env, ...facts }, onLine: show });
  if (code !== 0) console.error(`\nThe guide stopped with exit code ${code}. Its lines are those of docs/guide.md.`);
  return code;
}
