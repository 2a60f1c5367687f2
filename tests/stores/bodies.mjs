// Bodies of shards, tested by one function that runs in every runtime.

/** Names that a file system may not distinguish, or may not accept. */
const NAMES = ['job/0', 'job/1', 'job/10', 'Job/0', '..', 'CON', `long/${'x'.repeat(500)}`];

/** More than one part of an object in a bucket. */
const LARGE = 9_000_000;

export async function bodiesFlow(bodies) {
  const outcome = { absent: (await bodies.open('job/0')) === undefined, empty: (await bodies.list('')).length };
  for (const [index, name] of NAMES.entries()) await write(bodies, name, [index, index]);
  outcome.listed = (await bodies.list('')).join() === NAMES.toSorted().join();
  outcome.job = await bodies.list('job/');
  outcome.bytes = [];
  for (const name of NAMES) outcome.bytes.push((await content(bodies, name)).join());

  const half = await bodies.create('job/2');
  await half.write(new Uint8Array(10));
  outcome.half = [(await bodies.open('job/2')) === undefined, await bodies.list('job/2')];
  await half.close();
  outcome.givenUp = [(await bodies.open('job/2')) === undefined, await bodies.list('job/2')];

  await write(bodies, 'job/0', []);
  outcome.replacedByNothing = (await content(bodies, 'job/0')).length;
  const large = await bodies.create('job/0');
  for (let at = 0; at < LARGE; at += 1_000_000) await large.write(new Uint8Array(1_000_000).fill(at / 1_000_000));
  await large.seal();
  outcome.own = (await large.read(LARGE - 1, LARGE + 5)).join();
  await large.close();
  const body = await bodies.open('job/0');
  outcome.large = [body.name, body.size, (await body.read(999_999, 1_000_001)).join()];
  outcome.ends = [(await body.read(LARGE - 1, LARGE + 100)).join(), (await body.read(LARGE, LARGE + 100)).length];
  await body.close();

  outcome.deleted = [];
  for (const name of NAMES) outcome.deleted.push(await bodies.delete(name));
  outcome.again = await bodies.delete('job/0');
  await bodies.delete('job/2');
  outcome.left = await bodies.list('');
  return outcome;
}

export const bodiesOutcome = {
  ...{ absent: true, empty: 0, listed: true, job: ['job/0', 'job/1', 'job/10'] },
  bytes: NAMES.map((_, index) => `${index},${index}`),
  ...{ half: [true, []], givenUp: [true, []], replacedByNothing: 0, own: '8' },
  ...{ large: ['job/0', LARGE, '0,1'], ends: ['8', 0] },
  ...{ deleted: NAMES.map(() => true), again: false, left: [] },
};

async function write(bodies, name, content) {
  const writer = await bodies.create(name);
  if (content.length > 0) await writer.write(new Uint8Array(content));
  await writer.seal();
  await writer.close();
}

async function content(bodies, name) {
  const body = await bodies.open(name);
  const bytes = await body.read(0, body.size);
  await body.close();
  return bytes;
}
