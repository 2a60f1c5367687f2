// A client in another language: a program that reads one operation per line and answers each with one line.
//   in   {"op":"retrieve","args":{"id":"msgbatch_…"}}
//   out  {"ok":…} or {"failed":{"status":404,"type":"not_found_error","message":"…"}}
import { spawn } from 'node:child_process';
import { Failure } from './failure.mjs';

/** @param {string[]} command the program and its arguments */
export function program([file, ...args], { baseURL, apiKey }) {
  const child = spawn(file, args, {
    env: { ...process.env, CLIENT_BASE_URL: baseURL, CLIENT_API_KEY: apiKey },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = [];
  let over;
  const end = (why) => {
    over ??= new Error(`${file} ${why}`);
    for (const { reject } of waiting.splice(0)) reject(over);
  };
  child.once('error', ({ message }) => end(`did not start: ${message}`));
  const gone = new Promise((resolve) => child.once('close', resolve));
  gone.then((code) => end(`ended with status ${code}`));
  child.stdin.on('error', () => {});
  // readline is not used: it treats U+2028 as a line ending.
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece) => {
    const lines = (text + piece).split('\n');
    text = lines.pop();
    for (const line of lines) {
      const { resolve, reject } = waiting.shift();
      const { ok, failed } = JSON.parse(line);
      if (failed) reject(new Failure(failed));
      else resolve(ok);
    }
  });

  const ask = (op, args) =>
    new Promise((resolve, reject) => {
      if (over) throw over;
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ op, args })}\n`);
    });

  return {
    create: (requests) => ask('create', { requests }),
    createWithBeta: (requests, beta) => ask('create', { requests, beta }),
    retrieve: (id) => ask('retrieve', { id }),
    page: (query) => ask('page', query),
    all: (query) => ask('all', query),
    cancel: (id) => ask('cancel', { id }),
    delete: (id) => ask('delete', { id }),
    results: (id) => ask('results', { id }),
    close: () => {
      child.stdin.end();
      return gone;
    },
  };
}
