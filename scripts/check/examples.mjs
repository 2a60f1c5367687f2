// Every public TypeScript symbol has an `@example` in its doc comment, and every example compiles.
//   node scripts/check/examples.mjs   prints missing examples, and errors in examples
//
// Public symbols are the exports of each entry of package.json that has types, the methods and getters of exported classes, and
// the methods of exported interfaces. Properties of an interface whose name ends in `Options` need a doc comment.
//
// An example is a fragment of a program. It becomes a separate module: exports of the package that it uses are imported, and
// names that it uses without declaring them (`client`, `batch`, …) come from the prelude (examples/prelude.mjs).
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { inRoot, root } from '../paths.mjs';
import { exampleModule } from './examples/module.mjs';
import { publicSymbols } from './examples/symbols.mjs';

const OPTIONS = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable', 'dom.asynciterable'].map((name) => `lib.${name}.d.ts`),
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The entries of the package: the name that a program imports, and the source of its types. */
export function packageEntries(manifest = JSON.parse(fs.readFileSync(inRoot('package.json'), 'utf8'))) {
  const typed = Object.entries(manifest.exports).filter(([, entry]) => entry.types);
  return typed.map(([subpath, { types }]) => [
    `${manifest.name}${subpath.slice(1)}`,
    types
      .replace('./dist/types/', '')
      .replace(/^js\//, 'src/js/')
      .replace(/(?<!wasm_module)\.d\.ts$/, '.ts'),
  ]);
}

/**
 * The step of `npm run check`: returns an empty text if every public symbol has an example that compiles. `files` are texts by
 * path, which replace files on disk.
 */
export function checkExamples({ entries = packageEntries(), files = {} } = {}) {
  const options = { ...OPTIONS, paths: { '#runtime': [inRoot('src/js/runtime/entry/web.ts')] } };
  for (const [name, file] of entries) options.paths[name] = [inRoot(file)];
  const sources = new Map(Object.entries(files).map(([file, text]) => [inRoot(file), text]));
  const host = hostOf(options, sources);
  const first = ts.createProgram(
    entries.map(([, file]) => inRoot(file)),
    options,
    host,
  );
  const { exports, symbols } = publicSymbols(first, entries, root);
  const problems = symbols.flatMap(({ problem }) => problem ?? []);
  const modules = symbols
    .flatMap(({ examples }) => examples)
    .map((example, index) => exampleModule(example, exports, inRoot('scripts', 'check', `example-${index}.ts`)));
  for (const { file, text } of modules) sources.set(file, text);
  const names = [...entries.map(([, file]) => inRoot(file)), ...modules.map(({ file }) => file)];
  const second = ts.createProgram(names, options, host, first);
  return [...problems, ...modules.flatMap((module) => diagnosticsOf(second, module))].join('\n');
}

/** Parsed files of the disk. */
const parsed = new Map();

function hostOf(options, sources) {
  const host = ts.createCompilerHost(options, true);
  const { directoryExists, fileExists, readFile, getSourceFile } = host;
  host.getCurrentDirectory = () => root;
  host.getSourceFile = (file, ...rest) => {
    if (sources.has(file)) return getSourceFile(file, ...rest);
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, ...rest));
    return parsed.get(file);
  };
  host.directoryExists = (folder) =>
    [...sources.keys()].some((file) => file.startsWith(folder)) || directoryExists(folder);
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file) ?? readFile(file);
  return host;
}

/** Returns the errors of one example, each at its line of the source. */
function diagnosticsOf(program, { file, example, lineOf }) {
  const source = program.getSourceFile(file);
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  if (found.length === 0 && example.code.trim() === '')
    return [`${example.at}: the example of ${example.name} is empty`];
  return found.map(({ start, messageText }) => {
    const line = lineOf(source.getLineAndCharacterOfPosition(start).line);
    const message = ts.flattenDiagnosticMessageText(messageText, '\n');
    return `${example.file}:${line}: the example of ${example.name} does not compile: ${message}`;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = checkExamples();
  console.log(found || 'every public symbol has an example that compiles');
  process.exitCode = found ? 1 : 0;
}
