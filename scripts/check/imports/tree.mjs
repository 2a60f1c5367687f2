// Reads the source files, as a map from name to text.
import fs from 'node:fs';
import path from 'node:path';

const FOLDERS = ['src', 'emulator', 'cli', 'www'];
const KINDS = /\.(?:rs|ts|mts|tsx|js|mjs|json)$/;
/** Folders with generated or installed files. */
const GENERATED = new Set(['node_modules', 'dist', 'target', '.wrangler']);

/** The names are relative to `root` and have slashes on every system. */
export function sourceFiles(root, folders = FOLDERS) {
  return new Map(folders.flatMap((folder) => filesIn(root, folder)));
}

function filesIn(root, folder) {
  if (!fs.existsSync(path.join(root, folder))) return [];
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return GENERATED.has(entry.name) ? [] : filesIn(root, name);
    return KINDS.test(name) ? [[name, fs.readFileSync(path.join(root, name), 'utf8')]] : [];
  });
}
