// Reads the template of requests, and finds the issues that belong to the template itself.
import { readFile } from 'node:fs/promises';
import { type Issue, type ValidationReport, validate } from 'message-batches';
import { placeIn, readJsonText } from './json.ts';

/** What a text that is no JSON, such as a prompt, should be. */
const EXAMPLE =
  'Write the params of a request, with the prompt inside: {"model":…,"max_tokens":…,"messages":[{"role":"user","content":"…{{column}}…"}]}';

export interface Template {
  file: string;
  text: string;
  value: object;
}

/** Reads the template of `--template`. */
export async function readTemplate(
  command: string,
  rows: string,
  file: string,
  encoding: string | undefined,
): Promise<Template> {
  if (file === '-') throw new Error('--template: expected a file, found -: only the rows can be standard input');
  const { value, text } = await readJsonText(file, `--template ${file}`, encoding).catch(async (error: Error) => {
    if (!/: expected JSON: /.test(error.message)) throw error;
    if (await isJson(rows)) {
      throw new Error(`${error.message}. The rows come first: message-batches ${command} ${file} --template ${rows}`);
    }
    if (!/: expected JSON: (expected a value, found '|found other text)/.test(error.message)) throw error;
    throw new Error(`${error.message}. ${EXAMPLE}`);
  });
  return { file, text, value: value as object };
}

const isJson = (file: string): Promise<boolean> =>
  readFile(file, 'utf8').then(
    (text) => {
      try {
        return typeof JSON.parse(text) === 'object';
      } catch {
        return false;
      }
    },
    () => false,
  );

/** An issue of the template, and its position in it. */
export interface TemplateIssue {
  issue: Issue;
  /** Path in the template; empty for the whole template. */
  path: string;
  line: number;
  column: number;
}

/** Divides the issues of requests made from a template into those of the template itself, and the others. */
export async function divideIssues(
  { issues, requests }: ValidationReport,
  { text }: Template,
  options: Parameters<typeof validate>[1],
): Promise<{ ofTemplate: TemplateIssue[]; ofRows: Issue[] }> {
  const before = '{"requests":[{"custom_id":"template","params":';
  const own = await validate(`${before}${text}}]}`, options);
  const places = new Map(own.issues.map((issue) => [nameOf(issue), issue.byteStart - before.length]));
  const counts = new Map<string, number>();
  for (const issue of issues) counts.set(nameOf(issue), (counts.get(nameOf(issue)) ?? 0) + 1);
  const found = new Map<string, TemplateIssue>();
  const ofRows = issues.filter((issue) => {
    const name = nameOf(issue);
    const isEvery = requests > 1 && counts.get(name) === requests;
    if (issue.request === undefined || !(places.has(name) || isEvery)) return true;
    const [, path = ''] = /^requests\.\d+\.params\.?(.*)$/s.exec(issue.path) ?? [];
    found.set(name, { issue, path, ...placeIn(text, places.get(name) ?? 0) });
    return false;
  });
  return { ofTemplate: [...found.values()], ofRows };
}

/** Identifies an issue: the same problem at the same position of another request gives the same text. */
const nameOf = ({ code, path, message }: Issue): string =>
  JSON.stringify([code, path.replace(/^requests\.\d+/, ''), message]);
