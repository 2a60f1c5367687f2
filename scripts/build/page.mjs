// Builds the page of the site from www/page and the built package into www/dist/.
import { buildPage } from '../../www/build.mjs';
import { inRoot } from '../paths.mjs';
import { unlessFresh } from '../stamp.mjs';
import { esbuildError } from './bundle.mjs';

export async function page(say) {
  const inputs = {
    files: ['www/page', 'www/build.mjs', 'dist', 'package-lock.json'],
    match: /^www\/|^dist\/[^/]+\.(?:js|wasm)$|lock/,
    outputs: [inRoot('www', 'dist', 'page.js')],
  };
  const ran = await unlessFresh('page', inputs, () =>
    buildPage().catch(async (error) => {
      throw await esbuildError(error);
    }),
  );
  say(`www/dist/${ran ? '' : ', up to date'}`);
}
