// message-batches validate FILE: checks a file of requests and says what is wrong where.
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import * as batches from 'message-batches';
import { asFlags } from './json.ts';

export const usage = `  validate FILE   check requests: JSONL, one request a line, or a create body; - reads standard input
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       a beta of the create call; may be given several times
    --max-issues N    issues to print (default 1000); all are counted
    --encoding E      of the file, if it is not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --json            print the whole report as JSON
  Exits with 0 if there are no errors, 1 if there are, 2 if the file cannot be read.`;

/** From this size on a terminal shows how far it is. */
const LARGE = 8_000_000;

export async function validate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'api-version': { type: 'string' },
      beta: { type: 'string', multiple: true },
      'max-issues': { type: 'string' },
      encoding: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(`Usage: message-batches validate FILE\n\n${usage}`);
    return 0;
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new Error(`validate: expected one FILE, found ${positionals.length}`);
  }
  const unnamed = values.beta?.find((beta) => beta.trim() === '');
  if (unnamed !== undefined) throw new Error(`--beta: expected the name of a beta, found ${JSON.stringify(unnamed)}`);
  const shown = progress(file);
  const report = await batches.validate(await open(file), {
    apiVersion: values['api-version'] as batches.ApiVersion | undefined,
    betas: values.beta,
    encoding: values.encoding,
    maxIssues: whole('--max-issues', values['max-issues']),
    onProgress: shown.step,
  });
  shown.end();
  stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : told(file === '-' ? '(stdin)' : file, report));
  return report.ok ? 0 : 1;
}

export function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option}: expected a whole number, found ${JSON.stringify(text)}`);
  return Number(text);
}

export async function open(file: string): Promise<batches.BatchInput> {
  if (file === '-') return Readable.toWeb(stdin) as ReadableStream<Uint8Array>;
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`${file}: expected a file, found ${found ? 'something else' : 'none'}`);
  return openAsBlob(file);
}

/** FILE:LINE: first, so that editors can jump there. */
export function told(file: string, report: batches.ValidationReport): string {
  const lines = report.issues.flatMap(({ line, severity, message, code, path, help }) => [
    `${file}:${line ?? 1}: ${severity}: ${message} [${code}]`,
    ...(path === '' ? [] : [`    at ${path}`]),
    ...(help === undefined ? [] : [`    ${asFlags(help)}`]),
  ]);
  const left = report.errors + report.warnings - report.issues.length;
  if (left > 0) lines.push(`… and ${left} more. By rule:`, ...byRule(report));
  const { requests, errors, warnings, bytes, shards } = report;
  const batchesNeeded = shards > 1 ? `, in ${shards} batches` : '';
  lines.push(
    `${count(requests, 'request')}, ${bytes} bytes${batchesNeeded}: ${count(errors, 'error')}, ${count(warnings, 'warning')}`,
  );
  return `${lines.join('\n')}\n`;
}

function byRule({ counts }: batches.ValidationReport): string[] {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return sorted.map(([code, times]) => `  ${String(times).padStart(8)} ${code}`);
}

export const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

/** On a terminal, for what takes a while. */
export function progress(file: string): { step: (at: batches.Progress) => void; end: () => void } {
  let percent = -1;
  return {
    step({ bytes, totalBytes, requests }) {
      if (!stderr.isTTY || !totalBytes || totalBytes < LARGE) return;
      const now = Math.floor((bytes / totalBytes) * 100);
      if (now === percent) return;
      percent = now;
      stderr.write(`\r${file}: ${percent} %, ${count(requests, 'request')}`);
    },
    end() {
      if (percent >= 0) stderr.write('\r\x1b[K');
    },
  };
}
