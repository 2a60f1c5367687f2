// The bundlers of the tests, and Next.js.
import { fixture } from './fixture.mjs';

const { folder, versions, install } = fixture('bundlers', 'tests/bundlers/fixture');
const next = fixture('next', 'tests/bundlers/next');

/** Where the bundlers are: a program in a folder below finds them. */
export const bundlersDir = () => folder;

/** The bundlers with their versions, by name. */
export const bundlerVersions = versions;

/** The folder of the app: Next is installed in it. */
export const nextDir = () => next.folder;
export const nextVersions = next.versions;

export async function bundlers(say, env) {
  const said = [];
  const hear = Object.assign((text) => said.push(text), { now: say.now });
  await install(hear, env);
  await next.install(hear, env);
  say(said.join(', '));
}
