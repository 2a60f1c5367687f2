import { type Issue, type MessageBatch, plan, ValidationError } from 'message-batches';
import { described } from './checks.ts';
import { confirmed } from './confirm.ts';
import { announce, byId, make } from './element.ts';
import { bytes, counted, number } from './format.ts';
import { largeForm } from './large-form.ts';
import { requestsOf } from './large-input.ts';
import { drawParts, type Fate, type Part } from './large-shards.ts';
import { pastOf, type Step, send as sendOnce } from './send.ts';
import { recall, type SendEntry } from './send-log.ts';
import { allAgainQuestion } from './send-questions.ts';
import { isTable, reasonOf, type Source } from './source.ts';
import { clearTrouble, showTrouble } from './trouble.ts';

export interface LargePanel {
  /** Shows the panel for files, hides it for text; stops work on the previous file. */
  take(source: Source): void;
  check(): Promise<void>;
}

export interface LargeEvents {
  open(id: string, batch?: MessageBatch): void;
  created(batch: MessageBatch): void;
}

const LISTED = 50;
const DRAWN_EVERY_MS = 100;

const panel = byId('large', HTMLElement);
const checkButton = byId('large-check', HTMLButtonElement);
const sendButton = byId('large-send', HTMLButtonElement);
const againButton = byId('large-again', HTMLButtonElement);
const stopButton = byId('large-stop', HTMLButtonElement);
const bar = byId('large-bar', HTMLProgressElement);
const progress = byId('large-progress', HTMLElement);
const summary = byId('large-summary', HTMLElement);
const trouble = byId('large-trouble', HTMLElement);
const issueList = byId('large-issues', HTMLElement);
const plannedBox = byId('large-plan', HTMLElement);

/** A file of any size: checked as a whole, divided into batches, sent one after another. */
export function largePanel(events: LargeEvents): LargePanel {
  let file: Blob | undefined;
  let running = new AbortController();
  let parts: Part[] = [];
  /** The current read position in the file, during the check or during sending. */
  let at = 0;

  const forget = () => {
    running.abort();
    parts = [];
    plannedBox.hidden = true;
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
    againButton.disabled = is;
    // Moves the focus to the next step, because the focused control is now disabled.
    if (isHeld) (is ? stopButton : plannedBox.hidden || sendButton.hidden ? checkButton : sendButton).focus();
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
        say(
          `${counted(requests, 'request')}. ${counted(errors, 'error')}: fix the file${isTable(from) ? ' or the template' : ''}.`,
          'bad',
        );
        list(error.report.issues);
        return;
      }
      const { requests = 0, warnings = 0, issues = [] } = shards.report ?? {};
      const size = found.reduce((sum, shard) => sum + shard.bytes, 0);
      const batches = `${counted(found.length, 'batch', 'batches')}, ${bytes(size)}`;
      const verdict = warnings > 0 ? counted(warnings, 'warning') : 'No issues';
      const planned = `${counted(requests, 'request')} in ${batches}. ${verdict}.`;
      const drawn = drawParts(found, events.open);
      for (const part of drawn) await showPast(part, events, signal);
      parts = drawn;
      say(planned + pastOfAll(drawn), warnings > 0 ? 'warned' : 'good');
      list(issues);
      plannedBox.hidden = false;
      offer();
    });
  };

  /** Sends these in order; stops at the first that fails or that the user declines. */
  const send = async (chosen: Part[], again: boolean) => {
    const from = file;
    if (!from) return;
    await work(from, async (signal) => {
      for (const part of chosen) if (!(await sendPart(part, from, again, signal))) return;
      if (again) say(`${counted(chosen.length, 'batch', 'batches')} sent again.`, 'good');
      else say(`All ${counted(parts.length, 'batch', 'batches')} sent.`, 'good');
      announce('All batches are sent.');
    });
    offer();
  };
  /** Parts whose outcome is unknown come first: they may need an answer from the user, who is here now. */
  const sendRest = () => {
    const rest = parts.filter((part) => !isSent(part));
    const isFirst = ({ fate }: Part) => fate === 'unknown';
    return send([...rest.filter(isFirst), ...rest.filter((part) => !isFirst(part))], false);
  };
  const sendAgain = async () => {
    const sent = parts.filter(isSent);
    if (await confirmed(allAgainQuestion(sent.length, parts.length))) await send(sent, true);
  };
  /** Resolves to `false` if the user declined. */
  const sendPart = async (part: Part, from: Blob, again: boolean, signal: AbortSignal): Promise<boolean> => {
    const { shard, name, fate: before } = part;
    part.become('preparing');
    say(`${name} of ${number(parts.length)}…`);
    const ticking = setInterval(() => draw(`${bytes(at)} of ${bytes(from.size)} read`, from.size), DRAWN_EVERY_MS);
    const onStep = (step: Step) => {
      if (step === 'sending') part.become('sending');
      else say(WORDS[step](name));
    };
    try {
      const subject = `The requests of ${name.toLowerCase()}`;
      const delivery = await sendOnce(shard, { subject, again, signal, onStep });
      if (delivery.fate === 'declined') {
        part.become(before);
        say(`${name} was not sent.`);
        if (delivery.look !== undefined) events.open(delivery.look);
        return false;
      }
      const { batch } = delivery;
      part.become('sent', batch.id, batch);
      events.created(batch);
      return true;
    } catch (error) {
      part.become(FATES[recall(shard)?.state ?? 'none']);
      say('');
      throw error;
    } finally {
      clearInterval(ticking);
    }
  };
  const offer = () => {
    const sent = parts.filter(isSent).length;
    const left = parts.length - sent;
    sendButton.hidden = left === 0;
    const which = left < parts.length ? 'the other' : left === 1 ? 'the' : 'all';
    sendButton.textContent = left === 1 ? `Send ${which} batch` : `Send ${which} ${number(left)} batches`;
    againButton.hidden = sent === 0;
    againButton.textContent = sent === 1 ? 'Resend the sent batch…' : `Resend the ${number(sent)} sent batches…`;
  };

  byId('large-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void check();
  });
  sendButton.addEventListener('click', () => void sendRest());
  againButton.addEventListener('click', () => void sendAgain());
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

const isSent = ({ fate }: Part): boolean => fate === 'sent';

/** Shows the known state of a part before anything is sent. */
async function showPast(part: Part, events: LargeEvents, signal: AbortSignal): Promise<void> {
  const past = await pastOf(part.shard, signal);
  if (past.fate === 'sent') part.become('sent', past.id, past.batch);
  if (past.fate === 'sent' && past.batch) events.created(past.batch);
  if (past.fate === 'unknown') part.become('unknown');
}

function pastOfAll(parts: Part[]): string {
  const sent = parts.filter(isSent).length;
  if (sent === 0) return '';
  if (parts.length === 1) return ' It was sent before.';
  const which = sent === parts.length ? ' All ' : ' ';
  return `${which}${counted(sent, 'batch was', 'batches were')} sent before.`;
}

const WORDS: Record<Exclude<Step, 'sending'>, (name: string) => string> = {
  waiting: (name) => `Waiting for another tab that sends ${name.toLowerCase()}…`,
  asking: (name) => `Checking the outcome of ${name.toLowerCase()}…`,
};

/** The state of a part after a failed send, by its remembered state. */
const FATES: Record<SendEntry['state'] | 'none', Fate> = {
  sent: 'sent',
  sending: 'unknown',
  unknown: 'unknown',
  none: 'not sent',
};

/** Limits how often `call` runs to a readable rate. */
function paced<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let last = 0;
  return (...args) => {
    if (performance.now() - last < DRAWN_EVERY_MS) return;
    last = performance.now();
    call(...args);
  };
}
