// The command line in a folder of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

/**
 * A folder, a way to put files there, and to run the command there; `input` is what stands on standard input, or a function that
 * writes to it and does not end it.
 */
export function folder(after) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
  after(() => fs.rmSync(root, { recursive: true, force: true }));
  const file = (name, text) => {
    fs.writeFileSync(path.join(root, name), text);
    return name;
  };
  const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
  /** A command that runs, what it printed so far, and how it ends. */
  const start = (args, input = '', env = {}) => {
    // What the machine has of these would decide where calls go, and where jobs are.
    const { ANTHROPIC_API_KEY: _key, ANTHROPIC_BASE_URL: _url, ...clean } = process.env;
    const options = { cwd: root, env: { ...clean, XDG_STATE_HOME: path.join(root, 'state'), ...env } };
    const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), ...args], options);
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        printed[name] += text;
      });
    }
    // A command that refuses its options never reads.
    child.stdin.on('error', () => {});
    const ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, ...printed }));
    });
    if (typeof input === 'function') input(child.stdin);
    else child.stdin.end(input);
    /** Resolves when standard error has a text. */
    const saying = (text) =>
      new Promise((resolve, reject) => {
        const look = () => printed.stderr.includes(text) && resolve();
        child.stderr.on('data', look);
        child.on('close', () => reject(new Error(`ended without ${JSON.stringify(text)}: ${printed.stderr}`)));
        look();
      });
    return { child, ended, saying };
  };
  const cli = async (args, input, env) => {
    const { code, stdout, stderr } = await start(args, input, env).ended;
    return { code, stdout, stderr };
  };
  return { root, file, read, cli, start };
}

/** Resolves to the name of a file in a folder when one is there that matches. */
export function appears(root, pattern) {
  return new Promise((resolve) => {
    const watcher = fs.watch(root, () => look());
    const look = () => {
      const found = fs.readdirSync(root).find((name) => pattern.test(name));
      if (found === undefined) return;
      watcher.close();
      resolve(found);
    };
    look();
  });
}
