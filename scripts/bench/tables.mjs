// Makes the tables of the README and of docs/performance.md from the figures. The worst ratio comes first.
import { BOUNDS, INPUTS, isInReadme, PEERS, parts, WORKS } from './labels.mjs';

const worstFirst = (one, other) => one.ratio - other.ratio;

/** The README's table: for each work and peer the input with the worst ratio, and the range of the others. */
export function readmeTable(figures) {
  const groups = new Map();
  for (const [benchmark, { rows }] of Object.entries(figures)) {
    for (const row of rows.filter(({ case: name }) => isInReadme(benchmark, name))) {
      const { what, peer } = parts(row.case);
      const key = `${benchmark} ${what} ${peer}`;
      if (!groups.has(key)) groups.set(key, { benchmark, what, peer, rows: [] });
      groups.get(key).rows.push(row);
    }
  }
  const lines = [...groups.values()]
    .map((group) => ({ ...group, rows: group.rows.sort(worstFirst) }))
    .sort((one, other) => worstFirst(one.rows[0], other.rows[0]))
    .map(readmeRow);
  return [
    '| Work | Input with the lowest ratio | message-batches | compared with | ratio | other inputs |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}

function readmeRow({ benchmark, what, peer, rows: [worst, ...others] }) {
  const { kind } = parts(worst.case);
  const [next, best] = [others[0], others.at(-1)];
  const cells = [
    WORKS[benchmark][what],
    // A case without a kind uses similar requests.
    INPUTS[benchmark][kind || 'alike'] ?? '',
    `${rate(worst.ours)} ${worst.unit}`,
    `${rate(worst.peer)} ${worst.unit}: ${PEERS[peer].name}`,
    `${ratio(worst.ratio)} × (${range(worst.spread.ratio, ratio)})`,
    next ? `${range([next.ratio, best.ratio], ratio)} ×` : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Describes what and where the README's figures were measured. */
export function readmeNotes(figures) {
  const measured = Object.entries(figures)
    .filter(([benchmark]) => benchmark in WORKS)
    .map(([, figure]) => figure);
  const different = (of) => [...new Set(measured.map(of))].sort();
  const dates = different(({ date }) => date);
  const commands = different(({ command }) => `\`${command}\``);
  const machines = different(({ cpu, cores, node }) => `${cores} cores of ${cpu} in Node ${node}`);
  const sizes = different(({ corpus }) => `${corpus} MB`);
  const pairs = Math.min(...measured.flatMap(({ rows }) => rows.map(({ pairs }) => pairs)));
  return [
    `${commands.join(', ')} measured these speeds on ${range(dates, String)}`,
    `on ${machines.join(' and ')}, with ${sizes.join(' or ')} per input.`,
    `Each ratio is the median of at least ${pairs} paired runs, with the lowest and the highest.`,
    'For each kind of work the table shows the input with the lowest ratio, and the range of the other inputs.',
    'The lowest ratio is first. A shard is the part of an input that becomes one batch. A tally counts records, tokens and cost.',
    '[All figures](docs/performance.md#measurements) are in the documentation.',
  ].join('\n');
}

/** The section of docs/performance.md: every row of every benchmark. */
export function measurements(figures) {
  const sections = Object.entries(figures).map(([benchmark, figure]) => section(benchmark, figure));
  return [legend(figures), ...sections].join('\n\n');
}

function section(benchmark, { date, cpu, cores, node, load, command, corpus, rows }) {
  const isBound = ({ case: name }) => parts(name).peer in BOUNDS;
  const bounds = rows.filter(isBound);
  const about =
    `Measured ${date} on ${cores} cores of ${cpu} in Node ${node}, with \`${command}\`: ${corpus} MB per input, ` +
    `${Math.min(...rows.map(({ pairs }) => pairs))} pairs, load average before the run ${load}.`;
  return [
    `### Figures of \`${benchmark}\``,
    about,
    fullTable(rows.filter((row) => !isBound(row))),
    ...(bounds.length > 0 ? ['Against bounds, and against itself:', fullTable(bounds)] : []),
  ].join('\n\n');
}

function fullTable(rows) {
  const lines = rows
    .toSorted(worstFirst)
    .map(({ case: name, ours, peer, unit, ratio: number, spread }) =>
      [
        `| \`${name}\``,
        `${figure(ours, spread.ours, rate)} ${unit}`,
        `${figure(peer, spread.peer, rate)} ${unit}`,
        `${figure(number, spread.ratio, ratio)} |`,
      ].join(' | '),
    );
  return ['| Case | message-batches | Peer | Ratio |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

function legend(figures) {
  const versions = Object.assign({}, ...Object.values(figures).map(({ versions }) => versions));
  const peers = Object.entries(PEERS).map(([peer, { name, packages }]) => {
    const known = packages.filter((name) => versions[name]).map((name) => `\`${name}\` ${versions[name]}`);
    return `| \`${peer}\` | ${name}${known.length > 0 ? ` (${known.join(', ')})` : ''} |`;
  });
  const bounds = Object.entries(BOUNDS).map(([peer, name]) => `| \`${peer}\` | ${name} |`);
  const inputs = ['results', 'validate', 'rows'].flatMap((benchmark) =>
    Object.entries(INPUTS[benchmark]).map(([kind, name]) => `| \`${kind}\` of \`${benchmark}\` | ${name} |`),
  );
  return [
    'A case is named `INPUT-WORK/PEER`. Each cell has the median of the paired runs, and in parentheses the lowest and the',
    'highest. The lowest ratio is first. All contenders read the same bytes in chunks of 64 kB and must find the same totals.',
    '',
    ...['| Peer | What it is |', '| --- | --- |', ...peers, ...bounds, ''],
    ...['| Input | What it is |', '| --- | --- |', ...inputs],
  ].join('\n');
}

/** Formats a figure with its spread, unless both have the same text. */
function figure(number, spread, format) {
  const [middle, ends] = [format(number), range(spread, format)];
  return middle === ends ? middle : `${middle} (${ends})`;
}

/** Formats three significant digits. */
function rate(number) {
  return Number(number.toPrecision(3)).toLocaleString('en-US');
}

function ratio(number) {
  if (number >= 10) return String(Math.round(number));
  if (number >= 2) return number.toFixed(1);
  return number >= 0.1 ? number.toFixed(2) : number.toPrecision(1);
}

function range(ends, format) {
  const [first, last] = [format(ends[0]), format(ends.at(-1))];
  return first === last ? first : `${first} to ${last}`;
}
