// message-batches validate FILE: checks requests and reports each problem with its position.
import { stderr, stdout } from 'node:process';
import * as batches from 'message-batches';
import { oneOf, operand, parse, whole } from './arguments.ts';
import { columnsOf } from './columns.ts';
import { count } from './figures.ts';
import { FORMATS, type Format, STDIN, toGithub, toSarif, toStatistics, toText } from './findings.ts';
import { openInput, refuseBinary } from './input.ts';
import { canRewrite, harmlessLine, jsonText, painter, print } from './terminal.ts';

export const usage = `  validate FILE   check requests: JSONL with one request per line, or a create body; - reads standard input
    --api-version V   2026-10-21 (default) or 2023-06-01
    --beta NAME       beta of the create call; can be repeated
    --encoding E      encoding of the file, if it is not UTF-8: gbk, windows-1251 or any other TextDecoder label
    --max-issues N    maximum number of issues to print (default 1,000); all are counted
    --statistics      print how often each rule was broken instead of the issues
    --format F        text (default), json, github (GitHub Actions annotations) or sarif (SARIF 2.1.0)
    --json            same as --format json: the whole report
  Exits with 0 if there are no errors, 1 if there are errors, 2 if the file cannot be read.`;

export const operands = 'FILE';
export const examples = [
  'message-batches validate requests.jsonl',
  'message-batches validate requests.jsonl --statistics',
  'message-batches build rows.csv --template template.json | message-batches validate -',
  'message-batches validate requests.jsonl --format sarif > findings.sarif',
];

/** Minimum size of files for which progress is shown. */
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
  const emptyName = values.beta?.find((beta) => beta.trim() === '');
  if (emptyName !== undefined) {
    throw new Error(`--beta: expected the name of a beta, found ${JSON.stringify(emptyName)}`);
  }
  const format = formatOf(values);
  const bar = progress(file);
  const input = await openInput(file);
  const report = await batches.validate(input, {
    apiVersion: values['api-version'] as batches.ApiVersion | undefined,
    betas: values.beta,
    encoding: values.encoding,
    maxIssues: values.statistics ? 0 : whole('--max-issues', values['max-issues']),
    onProgress: bar.step,
  });
  bar.end();
  // With another encoding, the bytes are not those of the text.
  const plain = input instanceof Blob && values.encoding === undefined ? input : undefined;
  if (plain) await refuseBinary(file, plain, report);
  const columns = plain && (await columnsOf(plain, report));
  print(render(file === '-' ? STDIN : file, report, format, columns));
  return report.ok ? 0 : 1;
}

type Output = Format | 'statistics';

function formatOf({ format, json, statistics }: Record<string, unknown>): Output {
  const named = typeof format === 'string' ? oneOf('--format', format, FORMATS) : undefined;
  if (json && named !== undefined && named !== 'json')
    throw new Error(`--json: cannot be combined with --format ${named}`);
  const chosen = named ?? (json ? 'json' : 'text');
  if (!statistics || chosen === 'json') return chosen;
  if (chosen !== 'text') throw new Error(`--statistics: expected --format text or json, found --format ${chosen}`);
  return 'statistics';
}

function render(
  file: string,
  report: batches.ValidationReport,
  format: Output,
  columns: ReadonlyMap<batches.Issue, number> | undefined,
): string {
  const paint = painter(stdout);
  switch (format) {
    case 'json':
      return jsonText(report);
    case 'github':
      return toGithub(file, report, columns);
    case 'sarif':
      return toSarif(file, report);
    case 'statistics':
      return toStatistics(report, paint);
    default:
      return toText(file, report, paint, columns);
  }
}

/** Shows progress on a terminal while a large file is read. */
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
