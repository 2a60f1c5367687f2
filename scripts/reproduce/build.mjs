// Builds the WebAssembly of the tree that contains this file, with the given environment. See ../reproduce.mjs.
import { buildModules, variants } from '../build.mjs';
import { command } from '../terminal.mjs';

await command(() => buildModules(process.env, variants.shipped));
