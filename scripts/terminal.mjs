// Terminal output of the commands: one line per step, one sentence per failure.
import { CommandError } from './errors.mjs';

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
 * Runs one step and prints its line at the end. `work` gets `say(text)`, which sets the text of the line, and `say.now(text)`,
 * which prints immediately, for work that takes long.
 */
export async function step(name, work) {
  const started = Date.now();
  let text = '';
  const say = (next) => {
    text = next;
  };
  say.now = (now) => line(dim('…'), name, now);
  try {
    const result = await work(say);
    line(green('✓'), name, text, Date.now() - started);
    return result;
  } catch (error) {
    line(red('✗'), name, 'failed', Date.now() - started);
    throw error;
  }
}

/**
 * Runs a command's `main` and exits with the status it returns. A CommandError exits immediately with its message, even if
 * other work is running; any other error is a bug and shows its stack.
 */
export async function command(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof CommandError) {
      console.error(`\n${error.detail ? `${error.detail}\n\n` : ''}${red(error.message)}`);
    } else {
      console.error(error);
    }
    process.exit(1);
  }
}
