// Two contenders, run in turn on the same work, so that what slows the machine slows both.

/** Runs each of the two `pairs` times after a warm-up; rates in MB/s, and the ratio that stands in the middle. */
export async function paired({ name, bytes, ours, peer, pairs = 5 }) {
  await ours();
  await peer();
  const rows = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const first = pair % 2 === 0;
    const a = await rate(bytes, first ? ours : peer);
    const b = await rate(bytes, first ? peer : ours);
    rows.push(first ? { ours: a, peer: b } : { ours: b, peer: a });
  }
  const ratio = median(rows.map((row) => row.ours / row.peer));
  return {
    case: name,
    ours: median(rows.map((row) => row.ours)),
    peer: median(rows.map((row) => row.peer)),
    ratio,
    unit: 'MB/s',
  };
}

async function rate(bytes, work) {
  const start = performance.now();
  await work();
  return bytes / 1000 / (performance.now() - start);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
