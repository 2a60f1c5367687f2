// Finds files that import each other, directly or indirectly.

/** Returns the cycles of imports `{ from, to }`: each is a list of two or more files, all of which can reach each other. */
export function cyclesIn(imports) {
  const next = new Map();
  for (const { from, to } of imports) {
    if (!to || from === to) continue;
    next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  return components(next)
    .filter((files) => files.length > 1)
    .map((files) => files.sort())
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Returns the strongly connected components (Tarjan's algorithm). */
function components(next) {
  const found = [];
  const order = new Map();
  const lowest = new Map();
  const path = [];
  const onPath = new Set();
  const visit = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    path.push(file);
    onPath.add(file);
    for (const other of next.get(file) ?? []) {
      if (!order.has(other)) visit(other);
      if (onPath.has(other)) lowest.set(file, Math.min(lowest.get(file), lowest.get(other)));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const component = path.splice(path.indexOf(file));
    for (const other of component) onPath.delete(other);
    found.push(component);
  };
  for (const file of next.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** Formats a cycle: its files, one of its shortest paths, and every import that belongs to it. */
export function showCycle(files, imports) {
  const inside = imports.filter(({ from, to }) => from !== to && files.includes(from) && files.includes(to));
  const seen = new Set();
  const lines = inside
    .filter(({ from, to }) => !seen.has(`${from} ${to}`) && seen.add(`${from} ${to}`))
    .map(({ from, to, line, text }) => ({ from, line, shown: `  ${from}:${line}: ${text} → ${to}` }))
    .sort((a, b) => (a.from === b.from ? a.line - b.line : a.from < b.from ? -1 : 1));
  return [
    `import cycle of ${files.length} files: ${files.join(', ')}`,
    ...(files.length > 2 ? [`  shortest way round: ${shortest(files, inside).join(' → ')}`] : []),
    ...lines.map(({ shown }) => shown),
  ].join('\n');
}

function shortest(files, imports) {
  const ways = files.map((file) => wayBack(file, imports)).sort((a, b) => a.length - b.length);
  return ways[0];
}

/** Finds a path from a file to itself, breadth-first. */
function wayBack(start, imports) {
  const ways = [[start]];
  const seen = new Set();
  for (const way of ways) {
    for (const { from, to } of imports) {
      if (from !== way.at(-1) || seen.has(to)) continue;
      if (to === start) return [...way, start];
      seen.add(to);
      ways.push([...way, to]);
    }
  }
  return ways[0];
}
