// npm run simulate -- jobs: the simulation of tests/jobs, built for speed.
import { run } from '../run.mjs';

const test = (name) => ['test', '--locked', '--release', '--test', 'jobs', '--', name, '--nocapture'];

/** Runs seeds, one seed with its trace, or every planted fault. Returns the exit code and the seeds that failed. */
export async function simulateJobs({ seeds, seed, faults, env }) {
  const plan = seed === undefined ? { JOBS_SEEDS: String(seeds) } : { JOBS_PLAN: String(seed) };
  const { code, stdout } = await run('cargo', test(faults ? 'faults' : 'every_promise'), {
    env: { ...env, ...plan },
    onLine: (line) => console.log(line),
  });
  const failed = /^jobs failed: (.*)$/m.exec(stdout)?.[1].split(' ').map(Number) ?? [];
  return { code: code === 0 ? 0 : 1, failed: seed !== undefined && code !== 0 ? [seed] : failed };
}
