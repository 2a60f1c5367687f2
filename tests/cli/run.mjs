// The command line in its own folder.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

/**
 * A folder, a function that writes files there, and functions that run the command there. `input` is the text on standard input,
 * or a function that writes to it and leaves it open.
 */
export function folder(after) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
  after(() => fs.rmSync(root, { recursive: true, force: true }));
  const file = (name, text) => {
    fs.writeFileSync(path.join(root, name), text);
    return name;
  };
  const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
  /** Starts a command. Has its output so far and a promise of its end. */
  const start = (args, input = '', env = {}) => {
    // These variables of the machine would change where calls go and where jobs are stored.
    const { ANTHROPIC_API_KEY: _key, ANTHROPIC_BASE_URL: _url, ...clean } = process.env;
    const options = { cwd: root, env: { ...clean, XDG_STATE_HOME: path.join(root, 'state'), ...env } };
    const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), ...args], options);
    const printed = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        printed[name] += text;
      });
    }
    // A command that rejects its options does not read its input.
    child.stdin.on('error', () => {});
    const ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, ...printed }));
    });
    if (typeof input === 'function') input(child.stdin);
    else child.stdin.end(input);
    /** Resolves when standard error contains a text. */
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

/** Resolves to the name of a matching file as soon as the folder has one. */
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
