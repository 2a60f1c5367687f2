// The bundlers of the tests, and Next.js.
import { fixture } from './fixture.mjs';

const { folder, versions, install } = fixture('bundlers', 'tests/bundlers/fixture');
const next = fixture('next', 'tests/bundlers/next');

/** The folder of the bundlers: programs in folders below find them. */
export const bundlersDir = () => folder;

/** The bundlers with their versions, by name. */
export const bundlerVersions = versions;

/** The folder of the app, in which Next is installed. */
export const nextDir = () => next.folder;
export const nextVersions = next.versions;

export async function bundlers(say, env) {
  const said = [];
  const hear = Object.assign((text) => said.push(text), { now: say.now });
  await install(hear, env);
  await next.install(hear, env);
  say(said.join(', '));
}
