import {
  ApiError,
  BatchError,
  ConnectionError,
  PollTimeoutError,
  ResponseError,
  ResultsUnavailableError,
  RowsError,
  ValidationError,
} from 'message-batches';
import { make } from './element.ts';
import { endOf, foreign, PARAGRAPH } from './foreign.ts';
import { passage } from './passage.ts';
import { relayToken } from './session.ts';
import { askForToken } from './token.ts';

/** Shows an error, with advice, in one of the page's `trouble` boxes. */
export function showTrouble(box: HTMLElement, error: unknown, again?: () => void): void {
  const { what, todo, token, facts } = explain(error);
  const buttons = make('div', { className: 'buttons' });
  if (token) buttons.append(make('button', { type: 'button', onclick: askForToken }, 'Enter the relay token'));
  const word = isUnknown(error) ? 'Look for the batch' : 'Try again';
  if (again) buttons.append(make('button', { type: 'button', onclick: again }, word));
  box.replaceChildren(
    make('p', {}, foreign('strong', what, {}, PARAGRAPH), todo && ' ', todo && foreign('span', todo, {}, PARAGRAPH)),
  );
  const whole = [what, todo].find((text) => endOf(text, PARAGRAPH) < text.length);
  if (whole !== undefined) box.append(passage(whole));
  if (facts) box.append(foreign('p', facts, { className: 'fine' }));
  if (buttons.childElementCount > 0) box.append(buttons);
  box.hidden = false;
}

export function clearTrouble(box: HTMLElement): void {
  box.hidden = true;
  box.replaceChildren();
}

/** Whether a batch may exist although its create failed. */
export const isUnknown = (error: unknown): boolean => error instanceof BatchError && error.outcome === 'unknown';

interface Explanation {
  what: string;
  todo: string;
  /** Whether a relay token may help. */
  token?: boolean;
  /** For a report to the operator of the site, or to Anthropic. */
  facts?: string;
}

function explain(error: unknown): Explanation {
  if (isUnknown(error)) {
    return {
      what: 'No usable answer arrived, so it is unknown whether the batch was created.',
      todo: 'It is safe to send it again: the page first asks the relay whether the batch exists, and asks you before anything could be billed twice.',
      ...(error instanceof ApiError ? { facts: factsOf(error) } : {}),
    };
  }
  if (error instanceof ApiError) return explainStatus(error);
  if (error instanceof ConnectionError) {
    return { what: sentence(error), todo: 'Check that you are online and that this site is running.' };
  }
  if (error instanceof ValidationError) return { what: sentence(error), todo: 'Fix the requests and submit again.' };
  if (error instanceof RowsError) return { what: sentence(error), todo: 'Fix the file or the template.' };
  if (error instanceof ResultsUnavailableError) return { what: sentence(error), todo: '' };
  if (error instanceof PollTimeoutError)
    return { what: sentence(error), todo: 'The batch is still running. Open it again later.' };
  if (error instanceof ResponseError) {
    return { what: sentence(error), todo: 'Something between this page and the API may have changed the answer.' };
  }
  if (error instanceof BatchError) return { what: sentence(error), todo: '' };
  // Both concern the template of a table, the only hand-written input on this page that is not checked as requests.
  if (error instanceof SyntaxError) return { what: 'The template is not JSON.', todo: sentence(error) };
  if (error instanceof TypeError && 'code' in error) return { what: sentence(error), todo: 'Fix the template.' };
  if (error instanceof DOMException && ['NotReadableError', 'NotFoundError'].includes(error.name)) {
    return { what: 'The file can no longer be read.', todo: 'It was changed, moved or deleted. Choose it again.' };
  }
  return { what: 'This page has a bug.', todo: `Reload the page, and report this error: ${String(error)}` };
}

/** The library's text about its key, which is the token here. Its option names mean nothing to the user. */
const ON_KEY = / The key came from .*$/s;

const IS_LOCAL = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname);

const HOW_TO_GET_TOKEN = IS_LOCAL
  ? 'Open the link that "npm start" printed: it contains the token.'
  : 'Whoever runs the site can give it to you.';

function explainStatus(error: ApiError): Explanation {
  const { status } = error;
  const what = sentence(error, `${known(error)}: `);
  const facts = factsOf(error);
  if (status === 401) {
    return relayToken()
      ? {
          what: what.replace(ON_KEY, ''),
          facts,
          token: true,
          todo: 'If the token is right, the API key of this site is wrong.',
        }
      : { what: 'This site needs its relay token.', facts, token: true, todo: HOW_TO_GET_TOKEN };
  }
  return { what, facts, todo: advice(status) };
}

const known = ({ status, type }: ApiError): string => (type ? `${status} ${type}` : String(status));

const factsOf = (error: ApiError): string =>
  error.requestId ? `${known(error)}, request ${error.requestId}` : known(error);

function advice(status: number): string {
  if (status === 404) return 'It may have been deleted, or belong to another workspace.';
  if (status === 413) return 'Split the requests into several batches.';
  if (status === 429) return 'Wait a moment, then try again.';
  return status >= 500 ? 'The problem is not on your side. Try again later.' : '';
}

/** Returns the message as a sentence, without the facts that are shown separately. */
function sentence({ message }: Error, prefix = ''): string {
  const text = message.startsWith(prefix) ? message.slice(prefix.length) : message;
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
