// message-batches validate FILE: checks a file of requests and says what is wrong where.
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { stderr, stdin, stdout } from 'node:process';
import { Readable } from 'node:stream';
import * as batches from 'message-batches';
import { oneOf, operand, parse, whole } from './arguments.ts';
import { count } from './figures.ts';
import { FORMATS, type Format, STDIN, toGithub, toSarif, toStatistics, toText } from './findings.ts';
import { canRewrite, harmlessLine, jsonText, painter, print } from './terminal.ts';

export const usage = `  validate FILE   check requests: JSONL, one request a line, or a create body; - reads standard input
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       a beta of the create call; may be given several times
    --encoding E      of the file, if it is not UTF-8: gbk, windows-1251 or any other label of TextDecoder
    --max-issues N    issues to print (default 1,000); all are counted
    --statistics      print how often each rule was broken in place of the findings
    --format F        text (default), json, github (annotations of GitHub Actions) or sarif (SARIF 2.1.0)
    --json            the same as --format json: the whole report
  Exits with 0 if there are no errors, 1 if there are, 2 if the file cannot be read.`;

export const operands = 'FILE';
export const examples = [
  'message-batches validate requests.jsonl',
  'message-batches validate requests.jsonl --statistics',
  'message-batches build rows.csv --template template.json | message-batches validate -',
  'message-batches validate requests.jsonl --format sarif > findings.sarif',
];

/** From this size on a terminal shows how far it is. */
const LARGE = 8_000_000;

export async function validate(args: string[]): Promise<number> {
  const { values, positionals } = parse('validate', {
    args,
    allowPositionals: true,
    options: {
      'api-version': { type: 'string' },
      beta: { type: 'string', multiple: true },
      'max-issues': { type: 'string' },
      encoding: { type: 'string' },
      statistics: { type: 'boolean' },
      format: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const file = operand('validate', 'FILE', positionals);
  const unnamed = values.beta?.find((beta) => beta.trim() === '');
  if (unnamed !== undefined) throw new Error(`--beta: expected the name of a beta, found ${JSON.stringify(unnamed)}`);
  const format = formatOf(values);
  const shown = progress(file);
  const report = await batches.validate(await open(file), {
    apiVersion: values['api-version'] as batches.ApiVersion | undefined,
    betas: values.beta,
    encoding: values.encoding,
    maxIssues: values.statistics ? 0 : whole('--max-issues', values['max-issues']),
    onProgress: shown.step,
  });
  shown.end();
  print(rendered(file === '-' ? STDIN : file, report, format));
  return report.ok ? 0 : 1;
}

type Shown = Format | 'statistics';

function formatOf({ format, json, statistics }: Record<string, unknown>): Shown {
  const named = typeof format === 'string' ? oneOf('--format', format, FORMATS) : undefined;
  if (json && named !== undefined && named !== 'json')
    throw new Error(`--json: expected no other format, found --format ${named}`);
  const chosen = named ?? (json ? 'json' : 'text');
  if (!statistics || chosen === 'json') return chosen;
  if (chosen !== 'text') throw new Error(`--statistics: expected --format text or json, found --format ${chosen}`);
  return 'statistics';
}

function rendered(file: string, report: batches.ValidationReport, format: Shown): string {
  const paint = painter(stdout);
  switch (format) {
    case 'json':
      return jsonText(report);
    case 'github':
      return toGithub(file, report);
    case 'sarif':
      return toSarif(file, report);
    case 'statistics':
      return toStatistics(report, paint);
    default:
      return toText(file, report, paint);
  }
}

export async function open(file: string): Promise<batches.BatchInput> {
  if (file === '-') return Readable.toWeb(stdin) as ReadableStream<Uint8Array>;
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new Error(`${file}: expected a file, found ${found ? 'something else' : 'none'}`);
  return openAsBlob(file);
}

/** On a terminal, for what takes a while. */
export function progress(file: string): { step: (at: batches.Progress) => void; end: () => void } {
  let percent = -1;
  return {
    step({ bytes, totalBytes, requests }) {
      if (!canRewrite(stderr) || !totalBytes || totalBytes < LARGE) return;
      const now = Math.floor((bytes / totalBytes) * 100);
      if (now === percent) return;
      percent = now;
      stderr.write(`\r${harmlessLine(file)}: ${percent} %, ${count(requests, 'request')}`);
    },
    end() {
      if (percent >= 0) stderr.write('\r\x1b[K');
    },
  };
}
