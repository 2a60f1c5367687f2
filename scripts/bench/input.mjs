// Runs one input of a benchmark in a process of its own: what the engine learned from other inputs must not count, because a
// program reads one batch. Called by scripts/bench.mjs with a case module and its options as JSON; prints the rows as JSON.
import { pathToFileURL } from 'node:url';

const [file, options] = process.argv.slice(2);
const { run } = await import(pathToFileURL(file).href);
const rows = await run(JSON.parse(options));
process.stdout.write(JSON.stringify(rows));
