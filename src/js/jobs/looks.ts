// Status checks ("looks") that jobs share. Among the jobs that one client drives with the same credentials, one listing answers
// all that asked before it began, so the answer is never older than the question.
import { LONGEST_PAGE } from '../../wire/jobs.ts';
import type { ListParams, MessageBatch } from '../../wire/types.ts';
import { abortable } from '../abort.ts';

/** Time that a listing waits for the other jobs to ask: each stores its state first. */
const GATHERING_MS = 2000;

/** A page of batches, and the peer's headers about clock, memory and wait. */
export interface ListedPage {
  page: { data: MessageBatch[] };
  next: ListParams | undefined;
  serverMs: number | undefined;
  rememberedMs: number | undefined;
  retryAfterMs: number | undefined;
}

/** The batches since a time, page by page. */
export interface Listed {
  pages: MessageBatch[][];
  serverMs: number | undefined;
  rememberedMs: number | undefined;
  /** The longest wait that a page asked for. */
  retryAfterMs: number | undefined;
}

/** A job that this process drives. */
export interface Member {
  /** The number of calls that a status check would take now; empty if none is due. */
  cost(): ArrayLike<number>;
  /** Lets the job check its status. Resolves once it has asked, or will not ask. */
  invite(): Promise<void>;
  /** Reports that the status check of another job failed, and that the server accepts none for `afterMs`. */
  busy(afterMs: number): void;
}

type ReadPage = (params: ListParams, signal: AbortSignal) => Promise<ListedPage>;

export class Looks {
  readonly #read: ReadPage;
  readonly #onEmpty: () => void;
  readonly #members = new Set<Member>();
  /** Members that will ask for a listing once their state is stored. */
  readonly #expected = new Set<Member>();
  /** The listing that has not begun. */
  #next: Listing | undefined;
  #last: Listing | undefined;
  /** Time before which the server accepts no status check. */
  #holdUntilMs = 0;

  constructor(read: ReadPage, onEmpty: () => void) {
    this.#read = read;
    this.#onEmpty = onEmpty;
  }

  join(member: Member): void {
    this.#members.add(member);
    const holdMs = this.#holdUntilMs - Date.now();
    if (holdMs > 0) member.busy(holdMs);
  }

  leave(member: Member): void {
    this.#members.delete(member);
    this.#expected.delete(member);
    if (this.#members.size === 0) this.#onEmpty();
  }

  /** Returns the costs of the checks of all members; empty if `member`, or every other member, would not check. */
  costs(member: Member): number[] {
    const isAlone = this.#members.size < 2 || member.cost().length === 0;
    return isAlone ? [] : [...this.#members].flatMap((each) => Array.from(each.cost()));
  }

  /** Announces that a member will ask for a listing. */
  expect(member: Member): void {
    this.#expected.add(member);
  }

  /** Whether a listing will certainly begin, which can also answer a member that asks now. */
  get isExpected(): boolean {
    return this.#next !== undefined || this.#expected.size > 0;
  }

  /** Lists the batches since a time, for all members that ask before the listing begins. */
  list(member: Member, sinceMs: number, signal: AbortSignal): Promise<Listed> {
    this.#expected.delete(member);
    if (!this.#next) {
      const next = new Listing();
      next.result = this.#perform(next, this.#last);
      // The members that asked receive its error.
      next.result.catch(() => {});
      this.#next = next;
      this.#last = next;
    }
    return this.#next.ask(member, sinceMs, signal);
  }

  /** Reports a failed status check to the other members, so that they do not repeat it. */
  failed(isKnown: (member: Member) => boolean, error: unknown): void {
    const { retryAfterMs = 0 } = error as { retryAfterMs?: number };
    this.#holdUntilMs = Math.max(this.#holdUntilMs, Date.now() + retryAfterMs);
    for (const member of [...this.#members]) if (!isKnown(member)) member.busy(retryAfterMs);
  }

  async #perform(listing: Listing, before: Listing | undefined): Promise<Listed> {
    try {
      // Listings run one at a time. After a failure, the next one fails too, without a call.
      await before?.result?.catch(() => {});
      if (before?.failure) throw before.failure.error;
      await this.#gather(listing);
    } finally {
      this.#next = undefined;
    }
    try {
      return await listing.read(this.#read);
    } catch (error) {
      if (!listing.isAborted) {
        listing.failure = { error };
        const next = this.#next as Listing | undefined;
        this.failed((member) => listing.isFor(member) || next?.isFor(member) === true, error);
      }
      throw error;
    } finally {
      if (this.#last === listing) this.#last = undefined;
    }
  }

  /** Lets all other members ask that have a check due, or soon will. */
  async #gather(listing: Listing): Promise<void> {
    const others = [...this.#members].filter((member) => !listing.isFor(member));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GATHERING_MS);
    });
    await Promise.race([Promise.all(others.map((member) => member.invite())), tooLate]);
    clearTimeout(timer);
  }
}

class Listing {
  readonly #members = new Set<Member>();
  readonly #abort = new AbortController();
  #waiting = 0;
  #isBegun = false;
  #sinceMs = Number.POSITIVE_INFINITY;
  result: Promise<Listed> | undefined;
  /** Why it failed; not set if no member waited any more. */
  failure: { error: unknown } | undefined;

  get isAborted(): boolean {
    return this.#abort.signal.aborted;
  }

  isFor(member: Member): boolean {
    return this.#members.has(member);
  }

  async ask(member: Member, sinceMs: number, signal: AbortSignal): Promise<Listed> {
    this.#members.add(member);
    this.#sinceMs = Math.min(this.#sinceMs, sinceMs);
    this.#waiting += 1;
    try {
      return await abortable(this.result as Promise<Listed>, signal);
    } finally {
      this.#waiting -= 1;
      this.#abortUnwanted();
    }
  }

  async read(read: ReadPage): Promise<Listed> {
    this.#isBegun = true;
    this.#abortUnwanted();
    const first = await read(LONGEST_PAGE, this.#abort.signal);
    const pages = [first.page.data];
    const { serverMs, rememberedMs } = first;
    let { retryAfterMs } = first;
    for (let last = first; last.next && !isBeyond(last.page.data, this.#sinceMs); ) {
      last = await read(last.next, this.#abort.signal);
      pages.push(last.page.data);
      if (last.retryAfterMs !== undefined) retryAfterMs = Math.max(last.retryAfterMs, retryAfterMs ?? 0);
    }
    return { pages, serverMs, rememberedMs, retryAfterMs };
  }

  #abortUnwanted(): void {
    if (this.#isBegun && this.#waiting === 0) this.#abort.abort();
  }
}

/** Selects the pages that a listing since this time would have. */
export function pagesSince({ pages }: Listed, sinceMs: number): MessageBatch[][] {
  const last = pages.findIndex((page) => isBeyond(page, sinceMs));
  return last === -1 ? pages : pages.slice(0, last + 1);
}

const isBeyond = (page: MessageBatch[], sinceMs: number): boolean =>
  page.some(({ created_at }) => Date.parse(created_at) < sinceMs);
