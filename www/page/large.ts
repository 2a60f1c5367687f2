import { type Issue, type MessageBatch, plan, type Shard, type ShardPlan, ValidationError } from 'message-batches';
import { described } from './checks.ts';
import { confirmed } from './confirm.ts';
import { announce, byId, make } from './element.ts';
import { bytes, counted, number } from './format.ts';
import { largeForm } from './large_form.ts';
import { requestsOf } from './large_input.ts';
import { drawParts, type Fate, type Part } from './large_shards.ts';
import { pastOf, type Step, send as sendOnce } from './send.ts';
import { recall, type SendEntry } from './send_log.ts';
import { allAgainQuestion } from './send_questions.ts';
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
export const largePanel = (events: LargeEvents): LargePanel => new Panel(events);

class Panel implements LargePanel {
  readonly #events: LargeEvents;
  readonly #form = largeForm(() => this.#forget());
  #file: Blob | undefined;
  #running = new AbortController();
  #parts: Part[] = [];
  /** The current read position in the file, during the check or during sending. */
  #at = 0;
  readonly #draw = paced((words: string, size: number) => {
    bar.value = size === 0 ? 1 : this.#at / size;
    progress.textContent = words;
  });

  constructor(events: LargeEvents) {
    this.#events = events;
    byId('large-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.check();
    });
    sendButton.addEventListener('click', () => void this.#sendRest());
    againButton.addEventListener('click', () => void this.#sendAgain());
    stopButton.addEventListener('click', () => this.#running.abort());
  }

  take(source: Source): void {
    this.#forget();
    const file = typeof source === 'string' ? undefined : source;
    this.#file = file;
    panel.hidden = !file;
    if (!file) return;
    this.#form.fill(isTable(file) ? file : undefined).catch(async (error) => {
      if (this.#file === file) showTrouble(trouble, await reasonOf(error, file));
    });
  }

  async check(): Promise<void> {
    const file = this.#file;
    if (!file) return;
    this.#forget();
    await this.#work(file, async (signal) => {
      say('Checking…');
      const shards = this.#plan(file, signal);
      const found = [];
      try {
        for await (const shard of shards) found.push(shard);
      } catch (error) {
        if (!(error instanceof ValidationError)) throw error;
        sayErrors(error, file);
        return;
      }
      const drawn = drawParts(found, this.#events.open);
      for (const part of drawn) await showPast(part, this.#events, signal);
      this.#parts = drawn;
      const { warnings = 0, issues = [] } = shards.report ?? {};
      say(plannedOf(found, shards) + pastOfAll(drawn), warnings > 0 ? 'warned' : 'good');
      list(issues);
      plannedBox.hidden = false;
      this.#offer();
    });
  }

  #forget(): void {
    this.#running.abort();
    this.#parts = [];
    plannedBox.hidden = true;
    issueList.replaceChildren();
    say('');
    clearTrouble(trouble);
  }

  /** Runs one thing at a time, with a way to stop it. */
  async #work(file: Blob, job: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#running.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    clearTrouble(trouble);
    this.#setBusy(true);
    this.#at = 0;
    try {
      await job(signal);
    } catch (error) {
      if (this.#file !== file) return;
      if (signal.aborted) say('Stopped.');
      else showTrouble(trouble, await reasonOf(error, file));
    } finally {
      if (this.#running.signal === signal) this.#setBusy(false);
    }
  }

  #setBusy(is: boolean): void {
    const isHeld = panel.contains(document.activeElement);
    stopButton.hidden = !is;
    this.#form.disable(is);
    checkButton.disabled = is;
    sendButton.disabled = is;
    againButton.disabled = is;
    // Moves the focus to the next step, because the focused control is now disabled.
    if (isHeld) (is ? stopButton : plannedBox.hidden || sendButton.hidden ? checkButton : sendButton).focus();
    bar.hidden = !is;
    if (!is) progress.textContent = '';
    window.onbeforeunload = is && this.#parts.length > 0 ? (event) => event.preventDefault() : null;
  }

  #plan(file: Blob, signal: AbortSignal): ShardPlan {
    const input = requestsOf(file, this.#form.rows, (byte) => {
      this.#at = byte;
    });
    return plan(input, {
      signal,
      maxRequests: this.#form.most,
      maxIssues: LISTED,
      onProgress: ({ requests, errors = 0 }) => {
        const done = `${bytes(this.#at)} of ${bytes(file.size)}, ${counted(requests, 'request')}`;
        this.#draw(`${done}, ${errors === 0 ? 'no errors' : counted(errors, 'error')} so far`, file.size);
      },
    });
  }

  /** Sends these in order; stops at the first that fails or that the user declines. */
  async #send(chosen: Part[], again: boolean): Promise<void> {
    const file = this.#file;
    if (!file) return;
    await this.#work(file, async (signal) => {
      for (const part of chosen) if (!(await this.#sendPart(part, file, again, signal))) return;
      if (again) say(`${counted(chosen.length, 'batch', 'batches')} sent again.`, 'good');
      else say(`All ${counted(this.#parts.length, 'batch', 'batches')} sent.`, 'good');
      announce('All batches are sent.');
    });
    this.#offer();
  }

  /** Parts whose outcome is unknown come first: they may need an answer from the user, who is here now. */
  #sendRest(): Promise<void> {
    const rest = this.#parts.filter((part) => !isSent(part));
    const isFirst = ({ fate }: Part) => fate === 'unknown';
    return this.#send([...rest.filter(isFirst), ...rest.filter((part) => !isFirst(part))], false);
  }

  async #sendAgain(): Promise<void> {
    const sent = this.#parts.filter(isSent);
    if (await confirmed(allAgainQuestion(sent.length, this.#parts.length))) await this.#send(sent, true);
  }

  /** Resolves to `false` if the user declined. */
  async #sendPart(part: Part, file: Blob, again: boolean, signal: AbortSignal): Promise<boolean> {
    const { shard, name, fate: before } = part;
    part.become('preparing');
    say(`${name} of ${number(this.#parts.length)}…`);
    const tick = () => this.#draw(`${bytes(this.#at)} of ${bytes(file.size)} read`, file.size);
    const ticking = setInterval(tick, DRAWN_EVERY_MS);
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
        if (delivery.look !== undefined) this.#events.open(delivery.look);
        return false;
      }
      const { batch } = delivery;
      part.become('sent', batch.id, batch);
      this.#events.created(batch);
      return true;
    } catch (error) {
      part.become(FATES[recall(shard)?.state ?? 'none']);
      say('');
      throw error;
    } finally {
      clearInterval(ticking);
    }
  }

  #offer(): void {
    const sent = this.#parts.filter(isSent).length;
    const left = this.#parts.length - sent;
    sendButton.hidden = left === 0;
    const which = left < this.#parts.length ? 'the other' : left === 1 ? 'the' : 'all';
    sendButton.textContent = left === 1 ? `Send ${which} batch` : `Send ${which} ${number(left)} batches`;
    againButton.hidden = sent === 0;
    againButton.textContent = sent === 1 ? 'Resend the sent batch…' : `Resend the ${number(sent)} sent batches…`;
  }
}

function sayErrors({ report: { requests, errors, issues } }: ValidationError, file: Blob): void {
  const fix = `fix the file${isTable(file) ? ' or the template' : ''}`;
  say(`${counted(requests, 'request')}. ${counted(errors, 'error')}: ${fix}.`, 'bad');
  list(issues);
}

/** Describes the batches, and the verdict of the check. */
function plannedOf(shards: readonly Shard[], { report }: ShardPlan): string {
  const { requests = 0, warnings = 0 } = report ?? {};
  const size = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  const batches = `${counted(shards.length, 'batch', 'batches')}, ${bytes(size)}`;
  const verdict = warnings > 0 ? counted(warnings, 'warning') : 'No issues';
  return `${counted(requests, 'request')} in ${batches}. ${verdict}.`;
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
