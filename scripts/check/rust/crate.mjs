// Reads the modules of the crate, and finds the file that declares the target of a path.
import path from 'node:path/posix';
import { scopeOf } from './scope.mjs';

/** The root of the package whose modules the crate re-exports as its own: see hot/Cargo.toml. */
const HOT = 'src/hot.rs';

/**
 * Returns the modules below `src/lib.rs`, in `files` (a map of names to texts), each as `{ file, folder, parent, children, scope
 * }`. `problems` has a line for each `mod` without a file and each file without a `mod`, which would not be read.
 */
export function crateOf(files, rootFile = 'src/lib.rs') {
  const modules = [];
  const problems = [];
  const tests = [];
  const add = (module) => {
    modules.push(module);
    for (const { text, line } of module.scope.unread)
      problems.push(`${module.file}:${line}: #[${text}] is not followed`);
    for (const name of module.scope.tests) tests.push(`${module.folder}/${name}`);
    for (const [name, bodies] of module.scope.children) {
      // A `mod name;` may occur twice, public and private; it is still one file.
      module.children.set(name, [...new Set(bodies)].map((body) => child(module, name, body)).filter(Boolean));
    }
    return module;
  };
  const child = (parent, name, body) => {
    const module = { parent, folder: path.join(parent.folder, name), children: new Map() };
    if (body) return add({ ...module, file: parent.file, scope: body });
    const file = [`${module.folder}.rs`, `${module.folder}/mod.rs`].find((candidate) => files.has(candidate));
    if (file) return add({ ...module, file, scope: scopeOf(files.get(file)) });
    problems.push(`${parent.file}: mod ${name} has no file`);
    return undefined;
  };
  if (files.has(rootFile)) {
    const folder = path.dirname(rootFile);
    const root = add({
      file: rootFile,
      folder,
      children: new Map(),
      macros: new Map(),
      scope: scopeOf(files.get(rootFile)),
    });
    const hot = files.has(HOT) ? [...scopeOf(files.get(HOT)).children] : [];
    for (const [name, bodies] of hot)
      root.children.set(name, bodies.map((body) => child(root, name, body)).filter(Boolean));
  }
  for (const { file, scope } of modules)
    for (const name of scope.macros) modules[0].macros.set(name, { file, through: [file] });
  const known = new Set([HOT, ...modules.map(({ file }) => file)]);
  const isTest = (file) => tests.some((test) => file === `${test}.rs` || file.startsWith(`${test}/`));
  const orphans = [...files.keys()].filter((file) => file.endsWith('.rs') && !known.has(file) && !isTest(file));
  return { modules, problems: [...problems, ...orphans.map((file) => `${file}: no mod leads to this file`)] };
}

/**
 * Resolves a path in `module`: returns a list of `{ file }` for items and `{ module }` for modules (a name may be both), each
 * with `through`, the files of the modules on the path. `outside` means that the path starts outside the crate; `missing` is the
 * name that was not found. `following` are the `use`s that led here.
 */
export function resolve(module, segments, following = []) {
  let at = 0;
  let here;
  if (segments[0] === 'crate') here = outermost(module);
  if (segments[0] === 'self') here = module;
  while (segments[at] === 'super') here = at++ === 0 ? module.parent : here?.parent;
  const search = { asker: module, following };
  if (here !== undefined) return follow([{ module: here, through: [] }], segments, Math.max(at, 1), search);
  const first = lookUp(module, segments[0], search);
  return first.length > 0 ? follow(first, segments, 1, search) : { targets: [], outside: true };
}

/** Names after an item are not resolved: a variant, an associated function. */
function follow(first, segments, start, search) {
  let places = first;
  for (let at = start; at < segments.length; at += 1) {
    const found = places.flatMap(({ module, through }) =>
      module ? lookUp(module, segments[at], search).map((target) => passing(through, target)) : [],
    );
    const items = places.filter(({ module }) => !module);
    if (found.length === 0) return items.length > 0 ? { targets: items } : { targets: [], missing: segments[at] };
    places = found;
  }
  return { targets: places };
}

const passing = (through, target) => ({ ...target, through: [...through, ...target.through] });

function outermost(module) {
  return module.parent ? outermost(module.parent) : module;
}

/** Returns the meanings of a name in a module that are visible to the asking module. */
function lookUp(module, name, { asker, following }) {
  const { scope, file } = module;
  const targets = (module.children.get(name) ?? []).map((child) => ({ module: child, through: [] }));
  if (scope.items.has(name)) targets.push({ file, through: [file] });
  for (const use of scope.uses) {
    if (use.alias === name && isVisible(use, module, asker)) {
      targets.push(...targetsOf(module, use, use.segments, following));
    }
  }
  if (module.macros?.has(name)) targets.push(module.macros.get(name));
  if (targets.length === 0) targets.push(...lookUpInGlobs(module, name, { asker, following }));
  if (targets.length === 0 && scope.generated.has(name)) targets.push({ file, through: [file] });
  return targets;
}

/** Returns the targets of a name in the `use … ::*` of a module, each with its `use`. */
export function lookUpInGlobs(module, name, { asker = module, following = [] } = {}) {
  return module.scope.uses
    .filter((use) => use.glob && isVisible(use, module, asker))
    .flatMap((use) => {
      // The `*` may follow an enum, whose variants belong to it alone.
      const modules = targetsOf(module, use, use.segments, following).some((target) => target.module);
      const targets = modules ? targetsOf(module, use, [...use.segments, name], following) : [];
      return targets.map((target) => ({ ...target, use }));
    });
}

/** Private imports of a module are visible to its descendants; imports of a function are visible only inside it. */
function isVisible(use, module, asker) {
  if (asker === module) return true;
  return !use.block && (use.exported || isWithin(asker, module));
}

function isWithin(inner, outer) {
  return inner !== undefined && (inner === outer || isWithin(inner.parent, outer));
}

/** Does not follow a `use` that is already being followed: in `use format::format`, the first name is a module. */
function targetsOf(module, use, segments, following) {
  if (following.includes(use)) return [];
  return resolve(module, segments, [...following, use]).targets.map((target) => passing([module.file], target));
}
