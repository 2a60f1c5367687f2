// Asks a question on a terminal.
import { stderr, stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';

/** Resolves to whether the user agrees. Throws without a terminal. */
export async function confirm(command: string, question: string): Promise<boolean> {
  if (!stdin.isTTY || !stderr.isTTY) {
    throw new Error(`${command}: cannot ask for confirmation without a terminal. Pass --yes to send without asking`);
  }
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    const answer = new Promise<string>((resolve) => {
      lines.question(`${question} [y/N] `).then(resolve, () => resolve(''));
      // Ctrl-C and Ctrl-D.
      for (const event of ['SIGINT', 'close']) lines.once(event, () => resolve(''));
    });
    return /^y(?:es)?$/i.test((await answer).trim());
  } finally {
    lines.close();
  }
}
