// The compiler's errors for a program that uses the package, with its strictest settings.
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from '../../scripts/paths.mjs';

/** In the repository, where `message-batches` is the package itself, as built. Nothing is written there. */
const FOLDER = inRoot('tests', 'compiler', 'program');

const STRICT = {
  target: 'es2023',
  module: 'nodenext',
  lib: ['es2023'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};

/** Declarations are the same for all programs, so they are parsed once. */
const parsed = new Map();

/**
 * Compiles files, `{ 'a.ts': text }`. Returns the errors in them and in the declarations that they import, each as `a.ts:1:2:
 * message`.
 */
export function compile(files, options = {}) {
  const { options: settings, errors } = ts.convertCompilerOptionsFromJson({ ...STRICT, ...options }, inRoot());
  if (errors.length > 0) throw new Error(errors.map(({ messageText }) => messageText).join('\n'));
  const own = new Map(Object.entries(files).map(([name, text]) => [path.join(FOLDER, name), text]));
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.getCurrentDirectory = () => inRoot();
  host.fileExists = (file) => own.has(file) || fileExists(file);
  host.readFile = (file) => own.get(file) ?? readFile(file);
  host.getSourceFile = (file, how, ...rest) => {
    if (own.has(file)) return ts.createSourceFile(file, own.get(file), how);
    const key = JSON.stringify([file, how]);
    if (!parsed.has(key)) parsed.set(key, getSourceFile(file, how, ...rest));
    return parsed.get(key);
  };
  const program = ts.createProgram({
    rootNames: [...own.keys()].filter((file) => /\.[mc]?ts$/.test(file)),
    options: settings,
    host,
  });
  return ts.getPreEmitDiagnostics(program).map(worded);
}

function worded({ file, start, messageText }) {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (!file) return message;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const name = path.relative(file.fileName.startsWith(FOLDER) ? FOLDER : inRoot(), file.fileName);
  return `${name}:${line + 1}:${character + 1}: ${message}`;
}

/** Returns the position of a mark in a text, in the compiler's format. */
export function placeOf(text, mark, name = 'a.ts') {
  const before = text.slice(0, text.indexOf(mark)).split('\n');
  return `${name}:${before.length}:${before.at(-1).length + 1}`;
}
