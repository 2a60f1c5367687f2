// The public symbols of the package, and the examples in their doc comments.
import path from 'node:path';
import ts from 'typescript';

/**
 * Lists what the entries export: `exports`, the names of each entry; `symbols`, each public symbol and member with its
 * examples, and with a problem if it lacks one.
 */
export function publicSymbols(program, entries, root) {
  const checker = program.getTypeChecker();
  const seen = new Set();
  const symbols = [];
  const exports = new Map();
  for (const [entry, file] of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(path.join(root, file)));
    const names = checker.getExportsOfModule(module);
    exports.set(entry, new Set(names.map(({ name }) => name)));
    for (const symbol of names) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (seen.has(target)) continue;
      seen.add(target);
      symbols.push(...membersOf(target, symbol.name, entry, root));
    }
  }
  return { exports, symbols };
}

/** A symbol and its public members. */
function membersOf(symbol, name, entry, root) {
  const declarations = (symbol.declarations ?? []).map(commented);
  const described = (nodes, label) => describe(nodes, label, entry, root);
  const found = [described(declarations, name)];
  const members = declarations.flatMap((declaration) => declaration.members ?? []).filter(isPublic);
  const methods = members.filter(needsExample);
  for (const member of new Set(methods.map((method) => method.name.getText()))) {
    const overloads = methods.filter((method) => method.name.getText() === member);
    found.push(described(overloads, member.startsWith('[') ? `${name}${member}` : `${name}.${member}`));
  }
  if (name.endsWith('Options')) {
    found.push(...members.filter(ts.isPropertySignature).flatMap((member) => undocumented(member, name, root)));
  }
  return found;
}

/** Returns the node with the doc comment: for `export const a`, the statement. */
const commented = (node) => (ts.isVariableDeclaration(node) ? node.parent.parent : node);

const isPublic = (member) =>
  member.name !== undefined &&
  !ts.isPrivateIdentifier(member.name) &&
  (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
  !ts.getJSDocTags(member).some((tag) => tag.tagName.text === 'internal');

const needsExample = (member) =>
  ts.isMethodDeclaration(member) || ts.isMethodSignature(member) || ts.isGetAccessor(member);

function describe(nodes, name, entry, root) {
  const examples = nodes.flatMap((node) =>
    ts
      .getJSDocTags(node)
      .filter((tag) => tag.tagName.text === 'example')
      .map((tag) => exampleOf(tag, name, entry, root)),
  );
  const problem = examples.length === 0 ? `${placeOf(nodes[0], root)}: ${name} has no @example` : undefined;
  return { examples, problem };
}

function undocumented(member, owner, root) {
  const name = `${owner}.${member.name.getText()}`;
  if (ts.getJSDocCommentsAndTags(member).length > 0) return [];
  return [{ examples: [], problem: `${placeOf(member, root)}: ${name} has no doc comment` }];
}

/** Returns the text of an example with the lines of its source. `line` is that of its first line of code, from 1. */
function exampleOf(tag, name, entry, root) {
  const source = tag.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(tag.getStart());
  const lines = source.text.split('\n').slice(line + 1);
  const end = lines.findIndex((text) => /\*\/|^\s*\*\s*@\w/.test(text));
  const code = lines
    .slice(0, end)
    .map((text) => text.replace(/^\s*\* ?/, ''))
    .join('\n');
  const file = path.relative(root, source.fileName);
  return { name, entry, code, file, line: line + 2, at: `${file}:${line + 1}` };
}

function placeOf(node, root) {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${path.relative(root, source.fileName)}:${line + 1}`;
}
