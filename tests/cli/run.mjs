// The command line in a folder of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

/** A folder, a way to put files there, and to run the command there; `input` is what stands on standard input. */
export function folder(after) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cli-'));
  after(() => fs.rmSync(root, { recursive: true, force: true }));
  const file = (name, text) => {
    fs.writeFileSync(path.join(root, name), text);
    return name;
  };
  const read = (name) => fs.readFileSync(path.join(root, name), 'utf8');
  const cli = (args, input = '', env = {}) =>
    new Promise((resolve, reject) => {
      // What the machine has of these would decide where calls go.
      const { ANTHROPIC_API_KEY: _key, ANTHROPIC_BASE_URL: _url, ...clean } = process.env;
      const options = { cwd: root, env: { ...clean, ...env } };
      const child = spawn(process.execPath, [inRoot('dist', 'cli.js'), ...args], options);
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text) => {
        stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text) => {
        stderr += text;
      });
      // A command that refuses its options never reads.
      child.stdin.on('error', () => {});
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout, stderr }));
      child.stdin.end(input);
    });
  return { root, file, read, cli };
}
