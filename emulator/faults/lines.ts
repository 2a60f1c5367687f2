import { chance, type Random } from '../seeded.ts';
import type { Fault } from './document.ts';

/** Applies faults to the lines of results, each including its line end. */
export function* faultyLines(lines: Iterable<string>, faults: Fault[], random: Random): Generator<string> {
  const share = (kind: Fault['fault']) => {
    const hits = faults.filter(({ fault }) => fault === kind).map((fault) => fault.lines as number);
    return Math.max(0, ...hits);
  };
  const [blank, garble, duplicate] = [share('blank_lines'), share('garble_lines'), share('duplicate_lines')];
  for (const line of lines) {
    if (blank > 0 && chance(random) < blank) yield '\n';
    const garbled = garble > 0 && chance(random) < garble;
    const shown = garbled ? `${line.slice(0, line.length >> 1)}\n` : line;
    yield shown;
    if (duplicate > 0 && chance(random) < duplicate) yield shown;
  }
}
