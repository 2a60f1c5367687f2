import { BatchError, type Issue, type MessageBatch, plan, ValidationError } from 'message-batches';
import { described } from './checks.ts';
import { confirmed } from './confirm.ts';
import { announce, byId, make } from './element.ts';
import { bytes, counted, number } from './format.ts';
import { largeForm } from './large-form.ts';
import { requestsOf } from './large-input.ts';
import { drawParts, type Part } from './large-shards.ts';
import { client } from './session.ts';
import { isTable, reasonOf, type Source } from './source.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface LargePanel {
  /** Shows the way for files, hides it for text; what went on for another file is stopped. */
  take(source: Source): void;
  check(): Promise<void>;
}

export interface LargeEvents {
  open(batch: MessageBatch): void;
  created(batch: MessageBatch): void;
}

const LISTED = 50;
const DRAWN_EVERY_MS = 100;

const panel = byId('large', HTMLElement);
const checkButton = byId('large-check', HTMLButtonElement);
const sendButton = byId('large-send', HTMLButtonElement);
const stopButton = byId('large-stop', HTMLButtonElement);
const bar = byId('large-bar', HTMLProgressElement);
const progress = byId('large-progress', HTMLElement);
const summary = byId('large-summary', HTMLElement);
const trouble = byId('large-trouble', HTMLElement);
const issueList = byId('large-issues', HTMLElement);
const planned = byId('large-plan', HTMLElement);

/** A file of any size: checked as a whole, divided into batches, sent one after another. */
export function largePanel(events: LargeEvents): LargePanel {
  let file: Blob | undefined;
  let running = new AbortController();
  let parts: Part[] = [];
  /** Where in the file the reading is, of the check or of the sending. */
  let at = 0;

  const forget = () => {
    running.abort();
    parts = [];
    planned.hidden = true;
    issueList.replaceChildren();
    say('');
    clearTrouble(trouble);
  };
  const form = largeForm(forget);

  /** Runs one thing at a time, with a way to stop it. */
  const work = async (from: Blob, job: (signal: AbortSignal) => Promise<void>) => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    clearTrouble(trouble);
    busy(true);
    at = 0;
    try {
      await job(signal);
    } catch (error) {
      if (file !== from) return;
      if (signal.aborted) say('Stopped.');
      else showTrouble(trouble, await reasonOf(error, from));
    } finally {
      if (running.signal === signal) busy(false);
    }
  };
  const busy = (is: boolean) => {
    const isHeld = panel.contains(document.activeElement);
    stopButton.hidden = !is;
    form.disable(is);
    checkButton.disabled = is;
    sendButton.disabled = is;
    // The focus goes where the next step is: what had it cannot be used now.
    if (isHeld) (is ? stopButton : planned.hidden || sendButton.hidden ? checkButton : sendButton).focus();
    bar.hidden = !is;
    if (!is) progress.textContent = '';
    window.onbeforeunload = is && parts.length > 0 ? (event) => event.preventDefault() : null;
  };
  const draw = paced((words: string, size: number) => {
    bar.value = size === 0 ? 1 : at / size;
    progress.textContent = words;
  });

  const check = async () => {
    const from = file;
    if (!from) return;
    forget();
    await work(from, async (signal) => {
      say('Checking…');
      const input = requestsOf(from, form.rows, (byte) => {
        at = byte;
      });
      const shards = plan(input, {
        signal,
        maxRequests: form.most,
        maxIssues: LISTED,
        onProgress: ({ requests, errors = 0 }) => {
          const done = `${bytes(at)} of ${bytes(from.size)}, ${counted(requests, 'request')}`;
          draw(`${done}, ${errors === 0 ? 'no errors' : counted(errors, 'error')} so far`, from.size);
        },
      });
      const found = [];
      try {
        for await (const shard of shards) found.push(shard);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        const { requests, errors } = error.report;
        say(`${counted(requests, 'request')}. ${counted(errors, 'error')}: mend the file or the template.`, 'bad');
        list(error.report.issues);
        return;
      }
      const { requests = 0, warnings = 0, issues = [] } = shards.report ?? {};
      const size = found.reduce((sum, shard) => sum + shard.bytes, 0);
      const batches = `${counted(found.length, 'batch', 'batches')}, ${bytes(size)}`;
      const verdict = warnings > 0 ? counted(warnings, 'warning') : 'No issues';
      say(`${counted(requests, 'request')} for ${batches}. ${verdict}.`, warnings > 0 ? 'warned' : 'good');
      list(issues);
      parts = drawParts(found, events.open);
      planned.hidden = false;
      offer();
    });
  };

  /** Sends what is left, in order; the first that fails ends it. */
  const send = async () => {
    const from = file;
    if (!from) return;
    for (const part of parts) if (part.fate === 'unknown' && !(await again(part))) return;
    await work(from, async (signal) => {
      for (const part of parts.filter(({ fate }) => fate !== 'sent')) await sendPart(part, from, signal);
      say(`All ${counted(parts.length, 'batch', 'batches')} sent.`, 'good');
      announce('All batches are sent.');
    });
    offer();
  };
  const sendPart = async (part: Part, from: Blob, signal: AbortSignal) => {
    const { shard, name } = part;
    part.become('preparing');
    say(`${name} of ${number(parts.length)}…`);
    const ticking = setInterval(() => draw(`${bytes(at)} of ${bytes(from.size)} read`, from.size), DRAWN_EVERY_MS);
    const fetching: typeof fetch = (url, init) => {
      part.become('sending');
      return fetch(url, init);
    };
    try {
      const batch = await client({ fetch: fetching }).create(shard, { signal });
      part.become('sent', batch);
      events.created(batch);
    } catch (error) {
      const isUnknown = error instanceof BatchError ? error.outcome === 'unknown' : part.fate === 'sending';
      part.become(isUnknown ? 'unknown' : 'not sent');
      say('');
      throw error;
    } finally {
      clearInterval(ticking);
    }
  };
  const offer = () => {
    const left = parts.filter(({ fate }) => fate !== 'sent').length;
    sendButton.hidden = left === 0;
    const which = left < parts.length ? 'the other' : left === 1 ? 'the' : 'all';
    sendButton.textContent = left === 1 ? `Send ${which} batch` : `Send ${which} ${number(left)} batches`;
  };

  byId('large-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void check();
  });
  sendButton.addEventListener('click', () => void send());
  stopButton.addEventListener('click', () => running.abort());

  return {
    take(source) {
      forget();
      file = typeof source === 'string' ? undefined : source;
      panel.hidden = !file;
      if (!file) return;
      const from = file;
      form.fill(isTable(file) ? file : undefined).catch(async (error) => {
        if (file === from) showTrouble(trouble, await reasonOf(error, from));
      });
    },
    check,
  };
}

function say(words: string, state = ''): void {
  summary.textContent = words;
  summary.dataset.state = state;
}

function list(issues: readonly Issue[]): void {
  issueList.replaceChildren(
    ...issues.map((issue) => make('li', {}, make('div', { className: issue.severity }, ...described(issue)))),
  );
}

const again = ({ name }: Part): Promise<boolean> =>
  confirmed({
    title: `Send ${name.toLowerCase()} again?`,
    text: 'No answer came, so it may have been made. Look at the recent batches first: a second one would be billed too.',
    yes: 'Send again',
  });

/** Calls not more often than the eye can follow. */
function paced<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let last = 0;
  return (...args) => {
    if (performance.now() - last < DRAWN_EVERY_MS) return;
    last = performance.now();
    call(...args);
  };
}
