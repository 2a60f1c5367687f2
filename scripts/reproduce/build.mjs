// Builds the WebAssembly of the tree that this file stands in, with the environment that it was given. See ../reproduce.mjs.
import { buildModules, variants } from '../build.mjs';
import { command } from '../terminal.mjs';

await command(() => buildModules(process.env, variants.shipped));
