// One run: a browser with pages, a network, a server, and its upstream, all determined by one seed.
import { Browser } from './browser.mjs';
import { Chance } from './chance.mjs';
import { Clock, START_MS, within } from './clock.mjs';
import { Judge } from './judge.mjs';
import { Objects } from './objects.mjs';
import { PlainServer, Relay } from './servers.mjs';
import { Upstream } from './upstream.mjs';
import { BASE, User } from './user.mjs';

const LONGEST_MS = 20 * 86_400_000;

/** The differences between runs from the start. */
function planOf(chance) {
  const hasKeys = chance.yes(0.85);
  const hasGates = chance.yes(0.7);
  return {
    hasKeys,
    isGateway: chance.yes(0.45),
    protocol: chance.yes(0.3) ? 'h2' : 'http/1.1',
    allowsResend: chance.yes(hasKeys ? 0.05 : 0.3),
    hasGates,
    isDiskSlow: chance.yes(hasGates ? 0.1 : 0.5),
    restartRate: chance.yes(hasGates ? 0.35 : 0.6) ? 0.02 + chance.next() * 0.15 : 0,
    callers: chance.yes(0.3) ? 2 : 1,
    isKeyShared: chance.yes(0.5),
    intents: chance.between(1, 2),
  };
}

/**
 * Runs one seed. `isolate` creates isolates of the relay; `BatchClient` is the client's class; `plant` changes the environment of
 * a page. Returns the violations, the number of each kind of event, and with `isTraced` all events.
 */
export async function runSeed(seed, { isolate, BatchClient, plant = {}, isTraced = false }) {
  const chance = new Chance(seed);
  const plan = planOf(chance);
  const world = {
    seed,
    chance,
    plan,
    isolate,
    BatchClient,
    noise: new Chance(~seed),
    clock: new Clock(),
    protocol: plan.protocol,
  };
  const lines = [];
  const counts = {};
  world.trace = isTraced
    ? (text) => lines.push(`${String(world.clock.now - START_MS).padStart(9)} ${text}`)
    : () => undefined;
  world.count = (what) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  world.trace(JSON.stringify(plan));
  world.isPage = plant.isPage ?? true;
  world.entries = chance.yes(0.7) ? [{ name: `${BASE}/page.js`, nextHopProtocol: plan.protocol }] : [];
  world.judge = new Judge(world);
  world.upstream = new Upstream(world, plan.isGateway);
  world.objects = new Objects(world);
  const violations = await within(world, () => live(world, plant));
  return { violations, counts, lines };
}

async function live(world, plant) {
  const { clock, plan, judge } = world;
  const server = plan.hasKeys ? new Relay(world) : new PlainServer(world);
  world.count(plan.hasKeys ? 'relay' : 'server without keys');
  const browser = new Browser(world, server);
  const wrap = plant.fetch ?? ((fetch) => fetch);
  world.fetchOf = (page) => wrap((url, init) => browser.fetch(page, url, init), world);
  for (let caller = 0; caller < plan.callers; caller++) {
    for (let index = 0; index < plan.intents; index++) {
      const user = new User(world, caller, index);
      user.act().catch((error) => judge.blame('the simulation failed', String(error?.stack ?? error)));
    }
  }
  if (plan.callers > 1 && plan.isKeyShared) world.count('two callers with one key');
  disturb(world, server);
  await clock.run(START_MS + LONGEST_MS);
  judge.finish();
  return judge.violations;
}

/** Deployments, and isolates that end. */
function disturb({ chance, clock, objects, count, trace }, server) {
  for (let times = chance.yes(0.3) ? chance.between(1, 3) : 0; times > 0; times--) {
    clock.after(chance.yes(0.7) ? chance.between(0, 8000) : chance.between(0, 200_000), () => {
      const what = chance.pick(['deploy', 'restart', 'end front']);
      count(what);
      trace(what);
      if (what === 'end front') server.endFront();
      else objects.restartAll();
      if (what === 'deploy') server.deploy();
    });
  }
}
