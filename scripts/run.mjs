// Runs child processes: each starts in a group of its own, and is ended as a group on every exit of this process.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { root } from './paths.mjs';

const groups = process.platform !== 'win32';
const running = new Set();
let leaving = false;

/**
 * Runs a program to its end. Never rejects: a program that cannot be started has code 127, one that was ended by a signal or by
 * `limitMs` has code 1. `onLine` is called with each line of both streams.
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

/** Starts a program that keeps running. `exited` settles when it has ended, unless this process is exiting and ended it. */
export function start(program, args, { cwd = root, env = process.env, stdio = ['ignore', 'pipe', 'pipe'] } = {}) {
  const child = spawn(program, args, { cwd, env, stdio, detached: groups });
  running.add(child);
  const exited = new Promise((resolve) => {
    child.once('error', (failure) => resolve({ failure }));
    child.once('close', (code, signal) => leaving || resolve({ code, signal }));
  }).finally(() => running.delete(child));
  return { child, exited };
}

/** Asks a child and all its descendants to end. */
export function end(child, signal = 'SIGTERM') {
  try {
    if (groups) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has already ended.
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
    // Gives children a moment to clean up; `exit` then ends the rest.
    setTimeout(() => process.exit(code), 300);
  });
}
