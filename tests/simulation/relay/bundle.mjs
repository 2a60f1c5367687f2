// The relay of www/worker as a function that returns a new isolate at each call.
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { inRoot, root } from '../../../scripts/paths.mjs';
import { SimulatedBlob } from './clock.mjs';
import { SimulatedResponse } from './response.mjs';
import { simulatedCrypto, streamsOf } from './streams.mjs';

/** Buffers that are smaller than a body, so that it is read in parts. Runs also need not allocate 256 KiB of zeros each. */
function SmallBuffer(size) {
  return new ArrayBuffer(Math.min(size, 256));
}

/** Node 20 has no URL.parse. */
class ParsedUrl extends URL {
  static parse(text) {
    return URL.canParse(text) ? new URL(text) : null;
  }
}

class DurableObject {
  constructor(ctx, env) {
    Object.assign(this, { ctx, env });
  }
}

/** Callers have different tokens, and each is valid: the simulation is not about authorization. */
const ANY_TOKEN = {
  file: 'www/worker/access.ts',
  find: 'if (!(await isOneOf(given, Object.values(tokens)))) {',
  replace: 'if (!given) {',
};

/**
 * Builds the relay with some edits of its sources: `{ file, find, replace }`, where `find` must occur exactly once. Returns
 * `isolate(process)`, which evaluates it again for a process, with that process's `fetch`.
 */
export async function relayWith(edits = []) {
  const { outputFiles } = await build({
    entryPoints: [inRoot('www', 'worker', 'index.ts')],
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    target: 'es2022',
    write: false,
    plugins: [platform, editing([ANY_TOKEN, ...edits])],
  });
  const names = [
    'module',
    'fetch',
    'crypto',
    'Blob',
    'ArrayBuffer',
    'Response',
    'URL',
    'DurableObject',
    'FixedLengthStream',
    'IdentityTransformStream',
  ];
  const evaluate = new Function(...names, outputFiles[0].text);
  return (process) => {
    const module = { exports: {} };
    const { FixedLengthStream, IdentityTransformStream } = streamsOf(process);
    const fetch = (...args) => process.fetch(...args);
    const own = [fetch, simulatedCrypto, SimulatedBlob, SmallBuffer, SimulatedResponse, ParsedUrl, DurableObject];
    evaluate(module, ...own, FixedLengthStream, IdentityTransformStream);
    return module.exports;
  };
}

const platform = {
  name: 'platform',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cloudflare:workers$/ }, ({ path }) => ({ path, namespace: 'platform' }));
    onLoad({ filter: /.*/, namespace: 'platform' }, () => ({
      contents: 'const base = DurableObject; export { base as DurableObject };',
    }));
  },
};

const editing = (edits) => ({
  name: 'edits',
  setup({ onLoad, onEnd }) {
    const left = new Set(edits);
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      const name = path.relative(root, file).replaceAll(path.sep, '/');
      const mine = edits.filter((edit) => edit.file === name);
      if (mine.length === 0) return undefined;
      let text = fs.readFileSync(file, 'utf8');
      for (const edit of mine) {
        text = edited(text, edit);
        left.delete(edit);
      }
      return { contents: text, loader: 'ts' };
    });
    onEnd(() => {
      for (const { file } of left) throw new Error(`${file} is no part of the relay.`);
    });
  },
});

/** Replaces `find` in a text, in which it must occur exactly once. */
export function edited(text, { file, find, replace }) {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file}: expected ${JSON.stringify(find)} once, found it ${parts.length - 1} times.`);
  }
  return parts.join(replace);
}
