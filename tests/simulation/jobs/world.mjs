// One run: a job, the processes that drive it, the API behind an unreliable network, and time, all determined by one seed.
import { Chance } from '../relay/chance.mjs';
import { Clock, START_MS, within } from '../relay/clock.mjs';
import { Judge } from './judge.mjs';
import { Network } from './network.mjs';
import { has, planOf } from './plan.mjs';
import { withoutThreads } from './threads.mjs';
import { User } from './user.mjs';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LONGEST_MS = 12 * 24 * HOUR;
/** More than any run requires. */
const MOST_LOOKS = 4000;

const stateOf = ({ job }) => JSON.stringify(job?.state);

/**
 * Runs one seed. `parts` has the client and the store as built; `plant` changes the environment of a process; `own` changes the
 * plan. Returns the violations, the number of each kind of event, and with `isTraced` all events.
 */
export async function runSeed(seed, { parts, plant = {}, own = {}, isTraced = false, isWarming = false }) {
  const chance = new Chance(seed);
  const plan = { ...planOf(chance), ...own };
  const lines = [];
  const counts = {};
  const clock = new Clock();
  const world = { seed, chance, plan, parts, plant, clock, noise: new Chance(~seed), entries: [] };
  Object.assign(world, { isPage: false, skewMs: 0, startMs: START_MS, phase: 'root', hosts: 0, neighbours: 0 });
  Object.assign(world, { store: parts.memoryStore(), bodies: new Map(), deathsLeft: 10 });
  world.base = plan.isApi && !plan.isKeyed ? 'https://api.anthropic.com' : 'https://relay.example';
  world.trace = isTraced
    ? (text) => lines.push(`${String(clock.now - START_MS).padStart(9)} ${text}`)
    : () => undefined;
  world.count = (what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  world.trace(JSON.stringify(plan));
  world.judge = new Judge(world);
  try {
    await withoutThreads(async () => {
      const user = await within(world, () => live(world, isWarming));
      if (world.judge.violations.length === 0) await user.inspect();
    });
  } catch (error) {
    world.judge.blame('the simulation failed', error?.stack ?? error);
  }
  const { judge, network } = world;
  return { violations: judge.violations, counts, lines, looks: network.looks, largestState: judge.largestState };
}

async function live(world, isWarming) {
  const { clock, judge } = world;
  const network = new Network(world);
  world.network = network;
  const user = new User(world);
  let isDone = false;
  user
    .act()
    .catch((error) => judge.blame('the simulation failed', error?.stack ?? error))
    .finally(() => {
      isDone = true;
      world.isOver = true;
    });
  disturb(world, user);
  const isEnough = () => isDone || judge.violations.length > 0 || network.looks > MOST_LOOKS;
  await clock.run(START_MS + LONGEST_MS, isEnough);
  // The first run loads modules from the disk, which takes no time of this clock.
  while (isWarming && !isEnough()) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.run(START_MS + LONGEST_MS, isEnough);
  }
  if (!isDone && judge.violations.length === 0)
    judge.blame('stuck', [...user.hosts].map(stateOf).join() || 'no process');
  for (const host of user.hosts) host.end();
  return user;
}

/** Events at random times. */
function disturb(world, user) {
  const { chance, clock, plan, network, count, trace } = world;
  const happen = (trouble, most, work) => {
    if (!has(plan, trouble)) return;
    for (let times = chance.between(1, most); times > 0; times--) {
      // Most creates are sent in the first seconds.
      const at = chance.between(0, chance.pick([5 * SECOND, 20 * MINUTE, 3 * HOUR]));
      clock.after(at, () => {
        if (world.isOver) return;
        count(trouble);
        trace(trouble);
        work();
      });
    }
  };
  const anyHost = () => chance.pick([...user.hosts]);
  happen('storms', 3, () => {
    network.stormMs = clock.now + chance.between(SECOND, chance.pick([MINUTE, 20 * MINUTE]));
  });
  happen('full queue', 2, () => {
    network.queueMs = clock.now + chance.between(SECOND, 20 * MINUTE);
  });
  happen('deaths', 4, () => anyHost()?.end());
  happen('two drivers', 2, () => void user.second());
  happen('clock jumps', 3, () => {
    const size = chance.pick([MINUTE, 10 * MINUTE, 10 * HOUR]);
    world.skewMs = chance.between(-size, size);
  });
  happen('neighbours', 4, () => {
    world.neighbours += 1;
    void network.neighbour(chance.between(1, plan.maxRequests));
  });
  happen('closes', 2, () => void anyHost()?.job?.close());
  happen('cancel', 1, () => {
    const job = anyHost()?.job;
    if (!job || world.phase !== 'root') return;
    world.wasCanceled = true;
    job.cancel().catch(() => undefined);
  });
}
