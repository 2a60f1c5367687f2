// Formats of a validation report: text, GitHub annotations and SARIF.
import { resolve } from 'node:path';
import { cwd } from 'node:process';
import { pathToFileURL } from 'node:url';
import type { Issue, ValidationReport } from 'message-batches';
import { count, number, tableOf } from './figures.ts';
import type { TemplateIssue } from './template.ts';
import { harmlessLine, jsonText, type Paint } from './terminal.ts';
import { version } from './version.ts';
import { inFlags } from './wording.ts';

export const FORMATS = ['text', 'json', 'github', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

const plain: Paint = (_, text) => text;
/** Flags that a fix may mention. */
const CALL_FLAGS = ['api-version', 'beta', 'encoding'];
const advice = (help: string): string => harmlessLine(inFlags(help, CALL_FLAGS));

/** Each issue starts with FILE:LINE: or FILE:LINE:COLUMN:, so that editors can jump there. */
export function toText(
  file: string,
  report: ValidationReport,
  paint: Paint = plain,
  columns: ReadonlyMap<Issue, number> = new Map(),
): string {
  const lines = report.issues.flatMap((issue) => {
    const column = columns.get(issue);
    const place = `${file}:${issue.line ?? 1}${column === undefined ? '' : `:${column}`}`;
    return linesOf(place, issue, issue.path, paint);
  });
  return ended(lines, report, report.issues.length, paint);
}

function linesOf(place: string, { severity, message, code, help }: Issue, at: string, paint: Paint): string[] {
  return [
    `${paint('bold', `${harmlessLine(place)}:`)} ${paint(colorOf(severity), `${severity}:`)} ${harmlessLine(message)} ${paint('dim', `[${code}]`)}`,
    ...(at === '' ? [] : [paint('dim', `    at ${harmlessLine(at)}`)]),
    ...(help === undefined ? [] : [`    ${advice(help)}`]),
  ];
}

/** Maximum number of issues printed before requests are sent; `validate` prints all. */
const MAX_BRIEF = 20;

/** Issues of requests made with a template, divided into those of the template and the others. */
interface Divided {
  file: string;
  ofTemplate: TemplateIssue[];
  ofRows: Issue[];
}

/** Formats the first issues, errors first. Issues of the template itself are printed once, with their position in it. */
export function toBrief(file: string, report: ValidationReport, paint: Paint, divided?: Divided): string {
  const ofRows = divided?.ofRows ?? report.issues;
  const entries = [
    ...(divided?.ofTemplate ?? []).map(({ issue, path, line, column }) => ({
      issue,
      lines: linesOf(`${divided?.file}:${line}:${column}`, issue, path === '' ? 'params' : `params.${path}`, paint),
    })),
    ...ofRows.map((issue) => ({ issue, lines: linesOf(`${file}:${issue.line ?? 1}`, issue, issue.path, paint) })),
  ];
  const rank = ({ issue }: { issue: Issue }) => (issue.severity === 'error' ? 0 : 1);
  const shown = entries.sort((one, other) => rank(one) - rank(other)).slice(0, MAX_BRIEF);
  const printed = report.issues.length - (entries.length - shown.length);
  return ended(
    shown.flatMap(({ lines }) => lines),
    report,
    printed,
    paint,
  );
}

function ended(lines: string[], report: ValidationReport, printed: number, paint: Paint): string {
  const left = report.errors + report.warnings - printed;
  if (left > 0) lines.push(`… and ${number(left)} more. By rule:`, ...tableOf(report.counts));
  return `${[...lines, summary(report, paint)].join('\n')}\n`;
}

/** Formats how often each rule was violated, and the totals. */
export const toStatistics = (report: ValidationReport, paint: Paint = plain): string =>
  `${[...tableOf(report.counts), summary(report, paint)].join('\n')}\n`;

const colorOf = (severity: Issue['severity']) => (severity === 'error' ? 'red' : 'yellow');

function summary({ requests, errors, warnings, bytes, shards }: ValidationReport, paint: Paint): string {
  const batchesNeeded = shards > 1 ? `, in ${number(shards)} batches` : '';
  const paintIf = (style: 'red' | 'yellow', found: number, text: string) => (found > 0 ? paint(style, text) : text);
  return `${count(requests, 'request')}, ${count(bytes, 'byte')}${batchesNeeded}: ${paintIf('red', errors, count(errors, 'error'))}, ${paintIf('yellow', warnings, count(warnings, 'warning'))}`;
}

const whole = ({ message, path, help }: Issue): string =>
  [
    harmlessLine(message),
    ...(path === '' ? [] : [`at ${harmlessLine(path)}`]),
    ...(help === undefined ? [] : [advice(help)]),
  ].join('\n');

/** Workflow commands of GitHub Actions: each issue becomes an annotation on its line. */
export function toGithub(
  file: string,
  report: ValidationReport,
  columns: ReadonlyMap<Issue, number> = new Map(),
): string {
  const lines = report.issues.map((issue) => {
    const { severity, line, code } = issue;
    const col = columns.get(issue);
    const place = { file: harmlessLine(slashes(file)), line: line ?? 1, ...(col === undefined ? {} : { col }) };
    const properties = { ...place, title: code };
    const listed = Object.entries(properties).map(([name, value]) => `${name}=${inProperty(String(value))}`);
    return `::${severity} ${listed.join(',')}::${inData(whole(issue))}`;
  });
  const left = report.errors + report.warnings - report.issues.length;
  if (left > 0) lines.push(`::notice::${inData(`… and ${count(left, 'more issue')} in ${harmlessLine(file)}`)}`);
  return `${[...lines, summary(report, plain)].join('\n')}\n`;
}

/** Escapes text for a workflow command: `%` begins an escape, a line break ends the command. */
const inData = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
/** In properties, commas and colons need escapes too. */
const inProperty = (text: string): string => inData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const slashes = (file: string): string => (process.platform === 'win32' ? file.replaceAll('\\', '/') : file);

/** SARIF 2.1.0, which code scanning and editors read. Lines count from 1, bytes from 0. */
export function toSarif(file: string, report: ValidationReport): string {
  const codes = Object.keys(report.counts).sort();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'message-batches', semanticVersion: version(), rules: codes.map((id) => ({ id })) },
        },
        invocations: [{ executionSuccessful: true, exitCode: report.ok ? 0 : 1 }],
        artifacts: [{ location: { uri: uriOf(file) } }],
        results: report.issues.map((issue) => resultOf(issue, uriOf(file), codes)),
        properties: { requests: report.requests, errors: report.errors, warnings: report.warnings },
      },
    ],
  };
  return jsonText(log);
}

function resultOf(issue: Issue, uri: string, codes: string[]): object {
  const { code, severity, line, byteStart, byteEnd, pointer } = issue;
  const region = { startLine: line ?? 1, byteOffset: byteStart, byteLength: byteEnd - byteStart };
  const location = {
    physicalLocation: { artifactLocation: { uri, index: 0 }, region },
    ...(pointer === '' ? {} : { logicalLocations: [{ fullyQualifiedName: pointer }] }),
  };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text: whole(issue) },
    locations: [location],
  };
}

/**
 * Returns a relative URI for a file below the current folder, so that GitHub finds it in the repository; otherwise a file: URL.
 */
function uriOf(file: string): string {
  if (file === STDIN) return 'stdin';
  const [here, there] = [pathToFileURL(`${cwd()}/`).href, pathToFileURL(resolve(file)).href];
  return there.startsWith(here) ? there.slice(here.length) : there;
}

export const STDIN = '(stdin)';
