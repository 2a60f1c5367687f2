// Cloudflare Workers: the module system compiles the core; compiling bytes is forbidden there.
import module from './core.wasm';
import { setRuntime } from '../load.ts';

setRuntime({ source: () => module, isPage: () => false });

export * from '../index.ts';
