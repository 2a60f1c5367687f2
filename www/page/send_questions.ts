/** Questions before something is sent a second time. */
import type { MessageBatch } from 'message-batches';
import type { Question } from './confirm.ts';
import { counted, moment } from './format.ts';
import type { SendEntry } from './send_log.ts';

const NO = 'Do not send';

/** For a body that became a batch. */
export const againQuestion = (subject: string, { since, batchId = '' }: SendEntry): Question => ({
  title: 'Send again?',
  text: `${subject} were sent on ${moment(since)} and became batch ${batchId}.\nSending them again creates a second batch, which is billed too.`,
  yes: 'Send again',
  no: NO,
  look: 'Open the batch',
});

/** For several bodies at once. */
export const allAgainQuestion = (sent: number, of: number): Question => ({
  title: `Send ${counted(sent, 'batch', 'batches')} again?`,
  text:
    `${sent === of ? `This file was sent` : `${counted(sent, 'batch', 'batches')} of this file were sent`} before.\n` +
    `Sending again creates ${counted(sent, 'new batch', 'new batches')}, billed a second time.`,
  yes: 'Send again',
  no: NO,
});

/** The reason why the outcome of a create is unknown. */
export type Doubt = 'still sending' | 'other token' | 'too long ago' | 'answer lost';

const DOUBTS: Record<Doubt, string> = {
  'still sending': 'The relay has forwarded them, but the API has not answered yet.',
  'other token':
    'This page now has another relay token, and the relay reports what was sent only to the token that sent it.',
  'too long ago': 'The relay remembers for two days only what was sent.',
  'answer lost': 'The relay does not know whether they arrived.',
};

const NAMED = 3;

/** For a body that may have become a batch. */
export function unknownQuestion(about: {
  subject: string;
  entry: SendEntry;
  candidates: readonly MessageBatch[];
  reason: Doubt;
}): Question {
  const { subject, entry, candidates, reason } = about;
  return {
    title: 'Send again?',
    text:
      `${subject} were sent on ${moment(entry.since)}, but no answer came. ${DOUBTS[reason]}\n${inList(candidates)}\n` +
      'If they did become a batch, sending them again is billed a second time.',
    yes: 'Send again',
    no: NO,
    ...(candidates.length > 0 ? { look: candidates.length === 1 ? 'Open the batch' : 'Open the newest' } : {}),
  };
}

function inList(candidates: readonly MessageBatch[]): string {
  const [first, ...others] = candidates.map(({ id }) => id);
  if (first === undefined) return 'The list has no batch of that time and size, at least not yet.';
  if (others.length === 0) return `The list has one batch of that time and size: ${first}. It may be this one.`;
  const named = candidates.slice(0, NAMED).map(({ id }) => id);
  const rest = candidates.length - named.length;
  return `The list has ${candidates.length} batches of that time and size: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}. One of them may be this one.`;
}
