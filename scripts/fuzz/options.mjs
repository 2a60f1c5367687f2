// The arguments of `npm run fuzz`.
import fs from 'node:fs';
import { CommandError } from '../errors.mjs';
import { inRoot } from '../paths.mjs';

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
    else if (argument.startsWith('-')) throw new CommandError(`Unknown flag ${argument}. Usage: ${USAGE}`);
    else if (read.names !== known)
      throw new CommandError(`Expected one target, found a second one, "${argument}". Usage: ${USAGE}`);
    else if (known.includes(argument)) read.names = [argument];
    else throw new CommandError(`Unknown target "${argument}". Available: ${known.join(', ')}.`);
  }
  if (read.input !== undefined && read.names === known) {
    throw new CommandError(`--input needs a target. Usage: ${USAGE}`);
  }
  return read;
}

function wholeNumber(text) {
  if (!/^[1-9]\d{0,5}$/.test(text ?? '')) {
    throw new CommandError(`--seconds needs a whole number from 1 to 999999, found ${text ?? 'nothing'}.`);
  }
  return Number(text);
}

function fileName(text) {
  if (!text) throw new CommandError('--input needs the name of a file.');
  return text;
}
