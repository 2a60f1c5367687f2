// Returns the functions of a TypeScript or JavaScript text, and their numbers of lines.
import ts from 'typescript';

/** Like `rustFunctions`, including methods, accessors and arrow functions. */
export function typescriptFunctions(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lineAt = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const functions = [];
  const visit = (node) => {
    if (!ts.isFunctionLike(node) || !node.body) return ts.forEachChild(node, visit);
    const declaration = declarationOf(node);
    const line = lineAt(declaration.getStart(source));
    functions.push({ name: nameOf(node, source), line, lines: lineAt(node.end) - line + 1 });
    return undefined;
  };
  visit(source);
  return functions;
}

/** A function that is the value of a constant or a property starts at that constant or property. */
function declarationOf(node) {
  const { parent } = node;
  if (parent?.initializer !== node) return node;
  return ts.isVariableDeclaration(parent) ? parent.parent.parent : parent;
}

function nameOf(node, source) {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named = node.name ? node : node.parent?.initializer === node ? node.parent : undefined;
  return named?.name?.getText(source) ?? 'a function without a name';
}
