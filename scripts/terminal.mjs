// How the commands talk: one line a step, one sentence a failure.
import { Trouble } from './trouble.mjs';

const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
export const dim = paint(2);
export const green = paint(32);
export const red = paint(31);
export const bold = paint(1);

export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

export function line(mark, name, text, ms) {
  const time = ms === undefined ? '' : dim(seconds(ms).padStart(8));
  console.log(`${mark} ${name.padEnd(10)} ${text.padEnd(58)}${time}`.trimEnd());
}

/**
 * Runs one step and prints its line at the end. `work` gets `say(text)`, which sets what the line says, and
 * `say.now(text)`, which prints at once, for work that takes long.
 */
export async function step(name, work) {
  const started = Date.now();
  let said = '';
  const say = (text) => {
    said = text;
  };
  say.now = (text) => line(dim('…'), name, text);
  try {
    const result = await work(say);
    line(green('✓'), name, said, Date.now() - started);
    return result;
  } catch (error) {
    line(red('✗'), name, 'failed', Date.now() - started);
    throw error;
  }
}

/**
 * Runs a command's `main`, and ends the process with what it gives. A Trouble ends it with its sentence, at once,
 * whatever else is still at work; anything else is a fault of ours and shows its stack.
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Trouble) {
      console.error(`\n${error.detail ? `${error.detail}\n\n` : ''}${red(error.message)}`);
    } else {
      console.error(error);
    }
    process.exit(1);
  }
}
