// Finds the imports of TypeScript and JavaScript files in the same way as the compiler, including types, re-exports and import().
import path from 'node:path/posix';
import ts from 'typescript';

const SOURCE = /\.(?:ts|mts|tsx|js|mjs)$/;
const PACKAGE = 'message-batches';
/** The build replaces `#runtime` by one of these. */
const ENTRIES = 'src/js/runtime/entry/';

/** Like `rustImports`. Targets outside of `files` have special names in `to`: `npm`, the package's name, `pkg`. */
export function typescriptImports(files) {
  const imports = [];
  const problems = [];
  for (const [from, text] of files) {
    if (!SOURCE.test(from)) continue;
    for (const { specifier, line, text: shown } of specifiersIn(from, text)) {
      const targets = targetsOf(from, specifier, files);
      if (targets === undefined) problems.push(`${from}:${line}: there is no file ${specifier}`);
      for (const to of targets ?? []) imports.push({ from, to, line, text: shown });
    }
  }
  return { imports, problems };
}

function targetsOf(from, specifier, files) {
  if (specifier.startsWith('node:')) return [];
  if (specifier === '#runtime') return [...files.keys()].filter((file) => file.startsWith(ENTRIES));
  if (specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`)) return [PACKAGE];
  if (!specifier.startsWith('.')) return ['npm'];
  const file = path.join(path.dirname(from), specifier);
  // The modules are next to the script that the build makes.
  if (file.startsWith('pkg/') || file.endsWith('.wasm')) return ['pkg'];
  const names = [file, file.replace(/js$/, 'ts'), `${file}.ts`, `${file}/index.ts`, file.replace(/\.ts$/, '.d.ts')];
  const found = names.find((name) => files.has(name));
  return found ? [found] : isOurs(file) ? undefined : [file];
}

const isOurs = (file) => /^(?:src|emulator|cli|www)\//.test(file);

function specifiersIn(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found = [];
  const add = (node, specifier, shown) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ specifier: specifier.text, line: line + 1, text: `${shown} '${specifier.text}'` });
  };
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const isType = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node, node.moduleSpecifier, isType ? 'import type' : 'import');
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly ? 'export type from' : 'export from');
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node, node.moduleReference.expression, 'import =');
    } else if (ts.isImportTypeNode(node)) {
      add(node, node.argument.literal, 'type import()');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], 'import()');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
