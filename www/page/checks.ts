import { type Issue, type ValidationReport, validate } from 'message-batches';
import type { Editor } from './editor.ts';
import { byId, make } from './element.ts';
import { foreign, PARAGRAPH } from './foreign.ts';
import { bytes, counted, number } from './format.ts';
import { isEmpty, reasonOf, type Source } from './source.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface Checks {
  /** Checks this source after a pause in typing; a check that is still running is canceled. */
  check(source: Source): void;
  /** The report for the current source, without waiting for the pause; undefined if there is none. */
  report(): Promise<ValidationReport | undefined>;
  /** Moves the focus to the issues. */
  focus(): void;
}

const PAUSE_MS = 200;
const LISTED_AT_ONCE = 50;
const LISTED_AT_MOST = 1_000;

const summary = byId('check-summary', HTMLElement);
const trouble = byId('submit-trouble', HTMLElement);
const section = byId('issues', HTMLElement);
const title = byId('issues-title', HTMLElement);
const list = byId('issue-list', HTMLElement);
const more = byId('issues-more', HTMLButtonElement);

export function checks(editor: () => Editor): Checks {
  let running = new AbortController();
  let timer: number | undefined;
  let current: Promise<ValidationReport | undefined> = Promise.resolve(undefined);
  let start = () => {};

  return {
    check(source) {
      running.abort();
      running = new AbortController();
      clearTimeout(timer);
      clearTrouble(trouble);
      start = () => {};
      if (isEmpty(source)) {
        current = Promise.resolve(undefined);
        show(undefined, editor());
        return;
      }
      const { signal } = running;
      const { promise, resolve } = Promise.withResolvers<ValidationReport | undefined>();
      current = promise;
      summary.dataset.state = 'stale';
      start = () => {
        clearTimeout(timer);
        start = () => {};
        resolve(run(source, editor(), signal));
      };
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
      timer = setTimeout(() => start(), PAUSE_MS);
    },
    report() {
      start();
      return current;
    },
    focus: () => title.focus(),
  };
}

/** Checks a source, and shows the report or the problem. */
async function run(source: Source, editor: Editor, signal: AbortSignal): Promise<ValidationReport | undefined> {
  try {
    const report = await validate(source, {
      signal,
      maxIssues: LISTED_AT_MOST,
      onProgress: ({ bytes: done, totalBytes }) => {
        if (signal.aborted || typeof source === 'string') return;
        summary.textContent = `Checking… ${bytes(done)} of ${bytes(totalBytes ?? source.size)}`;
      },
    });
    if (signal.aborted) return undefined;
    show(report, editor);
    return report;
  } catch (error) {
    const reason = await reasonOf(error, source);
    if (signal.aborted) return undefined;
    summary.textContent = 'Not checked.';
    showTrouble(trouble, reason);
    return undefined;
  }
}

function show(report: ValidationReport | undefined, editor: Editor): void {
  summary.textContent = report
    ? summarize(report)
    : 'Paste requests as JSON Lines or as a create body, or drop a file here.';
  summary.dataset.state = !report ? '' : report.errors ? 'bad' : report.warnings ? 'warned' : 'good';
  section.hidden = !report || report.issues.length === 0;
  const issues = report?.issues ?? [];
  const listed = report ? report.errors + report.warnings : 0;
  title.textContent =
    listed > issues.length ? `The first ${number(issues.length)} of ${counted(listed, 'issue')}` : 'Issues';
  list.replaceChildren();
  const showMore = () => {
    const from = list.childElementCount;
    list.append(...issues.slice(from, from + LISTED_AT_ONCE).map((issue) => item(issue, editor)));
    more.hidden = list.childElementCount >= issues.length;
  };
  more.onclick = showMore;
  showMore();
  editor.mark(markedLines(issues));
}

function summarize({ requests, bytes: size, errors, warnings, shards }: ValidationReport): string {
  const found = [errors > 0 && counted(errors, 'error'), warnings > 0 && counted(warnings, 'warning')];
  const verdict = found.filter((part) => part !== false).join(' and ') || 'No issues';
  const parts = shards > 1 ? ` Too large for one batch: it needs ${number(shards)} batches.` : '';
  return `${counted(requests, 'request')}, ${bytes(size)}. ${verdict}.${parts}`;
}

function item(issue: Issue, editor: Editor): HTMLLIElement {
  const goTo = () => editor.goTo(issue);
  return make(
    'li',
    {},
    make('button', { type: 'button', className: issue.severity, onclick: goTo }, ...described(issue)),
  );
}

/** The elements that describe an issue. */
export function described(issue: Issue): (Node | string)[] {
  return [
    make(
      'span',
      { className: 'where' },
      make('span', { className: 'severity' }, issue.severity),
      issue.line === undefined ? '' : make('span', { className: 'line' }, `line ${number(issue.line)}`),
      issue.custom_id === undefined ? '' : foreign('code', issue.custom_id),
    ),
    foreign('span', issue.message, { className: 'message' }, PARAGRAPH),
    issue.help ? foreign('span', issue.help, { className: 'help' }, PARAGRAPH) : '',
    issue.path ? foreign('code', issue.path, { className: 'path' }) : '',
  ];
}

/** An error on a line hides a warning there. */
function markedLines(issues: readonly Issue[]): Map<number, 'error' | 'warning'> {
  const lines = new Map<number, 'error' | 'warning'>();
  for (const { line, severity } of issues) {
    if (line !== undefined && lines.get(line) !== 'error') lines.set(line, severity);
  }
  return lines;
}
