// Makes a module that compiles from an example, by adding what the example omits.
import ts from 'typescript';
import { PRELUDE } from './prelude.mjs';

/**
 * Makes a module from an example. `exports` are the names that each entry exports. Those of the example's own entry have
 * precedence. `lineOf` maps a line of the module, from 0, to the line of the source, from 1.
 */
export function exampleModule(example, exports, file) {
  const { used, declared } = namesIn(example.code);
  const missing = [...used].filter((name) => !declared.has(name));
  const entries = [example.entry, ...exports.keys()];
  const imports = missing.flatMap((name) => {
    if (Object.hasOwn(PRELUDE, name) && !exports.get(example.entry)?.has(name)) return [PRELUDE[name]];
    const entry = entries.find((candidate) => name !== 'default' && exports.get(candidate).has(name));
    return entry ? [`import { ${name} } from '${entry}';`] : [];
  });
  const header = ['export {};', ...imports];
  const lineOf = (line) => Math.max(example.line + line - header.length, example.line - 1);
  return { file, example, lineOf, text: `${header.join('\n')}\n${example.code}\n` };
}

/** Returns the names that a program uses anywhere, and those that it declares at its top level. */
function namesIn(code) {
  const used = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node) && isReference(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  visit(source);
  return { used, declared: new Set(source.statements.flatMap(declaredBy)) };
}

function declaredBy(statement) {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(namesOf);
  if (!ts.isImportDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  const { name, namedBindings } = statement.importClause ?? {};
  const named = namedBindings?.elements ?? (namedBindings ? [namedBindings] : []);
  return [...(name ? [name.text] : []), ...named.map((element) => element.name.text)];
}

/** Returns the names of a variable, which may be a pattern. */
function namesOf({ name }) {
  return ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (element.name ? namesOf(element) : []));
}

/** Whether an identifier refers to a variable or type, and is not the name of a property. */
function isReference(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isImportSpecifier(parent)) return false;
  return parent.name !== node || ts.isShorthandPropertyAssignment(parent);
}
