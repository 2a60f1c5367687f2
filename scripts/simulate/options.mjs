// The arguments of `npm run simulate`.
import { CommandError } from '../errors.mjs';

const USAGE = 'npm run simulate -- relay|jobs|driver [--seeds N | --seed S | --faults] [--json FILE]';
const NAMES = ['relay', 'jobs', 'driver'];

/** `seeds` is a number, and so is `seed` if it is present. */
export function options(args) {
  const [name, ...rest] = args;
  if (!NAMES.includes(name)) {
    throw new CommandError(`Unknown simulation "${name ?? ''}". Available: ${NAMES.join(', ')}. Usage: ${USAGE}`);
  }
  const read = { name, seeds: 500, seed: undefined, faults: false, json: undefined };
  for (let place = 0; place < rest.length; place++) {
    const flag = rest[place];
    if (flag === '--faults') read.faults = true;
    else if (flag === '--seeds' || flag === '--seed') read[flag.slice(2)] = wholeNumber(flag, rest[++place]);
    else if (flag === '--json') read.json = fileName(rest[++place]);
    else throw new CommandError(`Unknown flag ${flag}. Usage: ${USAGE}`);
  }
  return read;
}

function wholeNumber(flag, text) {
  if (!/^[1-9]\d{0,8}$/.test(text ?? '')) {
    throw new CommandError(`${flag} needs a whole number of at least 1, found ${text ?? 'nothing'}.`);
  }
  return Number(text);
}

function fileName(text) {
  if (!text) throw new CommandError('--json needs the name of a file to write.');
  return text;
}
