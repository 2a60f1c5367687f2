// The arguments of `npm run fuzz`.
import fs from 'node:fs';
import { inRoot } from '../paths.mjs';
import { Trouble } from '../trouble.mjs';

const USAGE = 'npm run fuzz -- [TARGET] [--seconds N | --input FILE] [--keep]';

/** Each target has a folder of inputs. */
export const targets = () =>
  fs
    .readdirSync(inRoot('fuzz', 'corpus'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** `names`: the targets to run. `seconds`: for all of them together. */
export function options(args, known = targets()) {
  const read = { names: known, seconds: 300, input: undefined, keep: false };
  for (let place = 0; place < args.length; place++) {
    const argument = args[place];
    if (argument === '--seconds') read.seconds = wholeNumber(args[++place]);
    else if (argument === '--input') read.input = fileName(args[++place]);
    else if (argument === '--keep') read.keep = true;
    else if (argument.startsWith('-')) throw new Trouble(`There is no ${argument}. ${USAGE}`);
    else if (read.names !== known)
      throw new Trouble(`Expected one target, found a second one, "${argument}". ${USAGE}`);
    else if (known.includes(argument)) read.names = [argument];
    else throw new Trouble(`There is no target "${argument}". The targets: ${known.join(', ')}.`);
  }
  if (read.input !== undefined && read.names === known) {
    throw new Trouble(`--input needs the name of a target. ${USAGE}`);
  }
  return read;
}

function wholeNumber(text) {
  if (!/^[1-9]\d{0,5}$/.test(text ?? '')) {
    throw new Trouble(`--seconds takes a whole number from 1 to 999999, and was given ${text ?? 'nothing'}.`);
  }
  return Number(text);
}

function fileName(text) {
  if (!text) throw new Trouble('--input takes the name of a file.');
  return text;
}
