// Finds the imports of Rust files. Each points to the file that defines the imported item, through all re-exports.
import { crateOf, lookUpInGlobs, resolve } from '../rust/crate.mjs';

/**
 * Returns the imports in the Rust files among `files`: `{ from, to, line, text, through }`. `to` is undefined if a module is
 * imported, because each use of its items is an import of its own. `through` are the files on the path.
 */
export function rustImports(files) {
  const { modules, problems } = crateOf(files);
  const imports = modules.flatMap((module) => [
    ...fromUses(module, problems),
    ...fromPaths(module, problems),
    ...fromWords(module),
  ]);
  return { imports: imports.filter(({ from, to }) => from !== to), problems };
}

function fromUses(module, problems) {
  return module.scope.uses.flatMap((use) => {
    const found = resolve(module, use.segments, [use]);
    note(found, use, module, problems);
    const isLine = isReexport(module, use, found.targets) && !module.scope.words.has(use.alias);
    const text = `use ${shown(use.segments)}${use.glob ? '::*' : ''}`;
    return isLine ? [] : found.targets.map((target) => importOf(module, target, use, text));
  });
}

/** `pub use child::Item` declares where an item is found; the module itself does not need the item. */
function isReexport(module, use, targets) {
  return use.exported && targets.every((target) => isBelow(target.module ?? target, module));
}

function isBelow({ file, folder }, module) {
  if (folder) return folder.startsWith(`${module.folder}/`);
  return file !== module.file && file.startsWith(`${module.folder}/`);
}

function fromPaths(module, problems) {
  return [...module.scope.paths.values()].flatMap((path) => {
    const found = resolve(module, path.segments);
    note(found, path, module, problems);
    // A name that a `use` brought into scope counts as an import of that line.
    const use = module.scope.uses.find(({ alias }) => alias === path.segments[0]);
    const text = use ? `use ${shown(use.segments)} (${shown(path.segments)})` : shown(path.segments);
    return found.targets.filter((target) => target.file).map((target) => importOf(module, target, use ?? path, text));
  });
}

/** Finds single names that were imported by a `*`. */
function fromWords(module) {
  const { items, uses, words } = module.scope;
  const named = new Set(uses.map(({ alias }) => alias));
  if (!uses.some((use) => use.glob)) return [];
  return [...words.keys()]
    .filter((word) => !items.has(word) && !named.has(word))
    .flatMap((word) => lookUpInGlobs(module, word).map((target) => ({ word, target })))
    .filter(({ target }) => target.file)
    .map(({ word, target }) => importOf(module, target, target.use, `use ${shown(target.use.segments)}::* (${word})`));
}

function importOf(module, target, { line }, text) {
  const through = [...new Set(target.module ? [...target.through, target.module.file] : target.through)];
  return { from: module.file, to: target.file, line, text, through };
}

function note({ missing }, { segments, line }, module, problems) {
  if (missing) problems.push(`${module.file}:${line}: nothing declares ${missing} of ${shown(segments)}`);
}

const shown = (segments) => segments.join('::');
