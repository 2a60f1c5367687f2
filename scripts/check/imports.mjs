// Checks that no files import each other, and that no room imports one that it may not (imports/table.mjs).
//   node scripts/check/imports.mjs   prints the two counts, and the imports that they count
import { fileURLToPath } from 'node:url';
import { root } from '../paths.mjs';
import { cyclesIn, showCycle } from './imports/graph.mjs';
import { rustImports } from './imports/rust.mjs';
import { forbidden } from './imports/table.mjs';
import { sourceFiles } from './imports/tree.mjs';
import { typescriptImports } from './imports/typescript.mjs';

/**
 * Returns the problems with the imports of `files`, a map of names to texts: `cycles` and `forbidden`, a text for each.
 * `problems` are imports that could not be resolved; if there are any, the other two may be incomplete.
 */
export function importsOf(files) {
  const [rust, typescript] = [rustImports(files), typescriptImports(files)];
  const imports = [...rust.imports, ...typescript.imports];
  return {
    cycles: cyclesIn(imports).map((cycle) => showCycle(cycle, imports)),
    forbidden: forbidden(imports),
    problems: [...rust.problems, ...typescript.problems],
  };
}

/** Returns the two counts, and whether both are 0 as required. */
function summary({ cycles, forbidden, problems }) {
  const unread = problems.length > 0 ? `, ${problems.length} problems` : '';
  return `${cycles.length} import cycles, ${forbidden.length} forbidden imports${unread}`;
}

/** The step of `npm run check`: returns an empty text if there are no problems. */
export function checkImports(files = sourceFiles(root)) {
  const found = importsOf(files);
  const texts = [...found.problems, ...found.cycles, ...found.forbidden];
  return texts.length > 0 ? [summary(found), ...texts].join('\n') : '';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = checkImports();
  console.log(text || summary({ cycles: [], forbidden: [], problems: [] }));
  process.exitCode = text ? 1 : 0;
}
