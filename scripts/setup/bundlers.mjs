// The bundlers of the tests.
import { fixture } from './fixture.mjs';

const { folder, versions, install } = fixture('bundlers', 'tests/bundlers/fixture');

/** Where the bundlers are: a program in a folder below finds them. */
export const bundlersDir = () => folder;

/** The bundlers with their versions, by name. */
export const bundlerVersions = versions;

export const bundlers = install;
