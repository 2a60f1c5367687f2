// Child processes: started in a group of their own, ended as a group on every way out of this process.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { root } from './paths.mjs';

const groups = process.platform !== 'win32';
const running = new Set();
let leaving = false;

/**
 * Runs a program to its end. Never rejects: a program that cannot be started has code 127, one that was ended
 * by a signal or by `limitMs` has code 1. `onLine` sees each line of both streams as it comes.
 */
export async function run(program, args, options = {}) {
  const { onLine, limitMs } = options;
  const { child, exited } = start(program, args, options);
  const out = collect(child.stdout, onLine);
  const err = collect(child.stderr, onLine);
  const timer = limitMs && setTimeout(() => end(child), limitMs);
  const { code, signal, failure } = await exited;
  clearTimeout(timer);
  const [stdout, stderr] = failure ? ['', failure.message] : await Promise.all([out, err]);
  return { code: failure ? 127 : (code ?? 1), signal, stdout, stderr };
}

/** Starts a program that stays; `exited` settles when it is gone, unless this process is leaving and took it along. */
export function start(program, args, { cwd = root, env = process.env, stdio = ['ignore', 'pipe', 'pipe'] } = {}) {
  const child = spawn(program, args, { cwd, env, stdio, detached: groups });
  running.add(child);
  const exited = new Promise((resolve) => {
    child.once('error', (failure) => resolve({ failure }));
    child.once('close', (code, signal) => leaving || resolve({ code, signal }));
  }).finally(() => running.delete(child));
  return { child, exited };
}

/** Asks a child and all it started to end. */
export function end(child, signal = 'SIGTERM') {
  try {
    if (groups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It is gone already.
  }
}

export function endAll(signal) {
  for (const child of running) end(child, signal);
}

async function collect(stream, onLine) {
  if (!stream) return '';
  let text = '';
  for await (const line of readline.createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    text += `${line}\n`;
    onLine?.(line);
  }
  return text;
}

process.once('exit', () => endAll('SIGKILL'));
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => {
    leaving = true;
    endAll('SIGTERM');
    // A moment for children to put their house in order; `exit` ends those that did not.
    setTimeout(() => process.exit(code), 300);
  });
}
