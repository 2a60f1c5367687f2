import { announce, byId } from './element.ts';
import { keepToken, relayToken, takeLinkedToken } from './session.ts';

const popover = byId('token-popover', HTMLElement);
const button = byId('token-button', HTMLButtonElement);
const field = byId('token', HTMLInputElement);

/** The small form for the relay token. Calls `changed` when there is another token to try. */
export function tokenForm(changed: () => void): void {
  const linked = () => {
    if (!takeLinkedToken()) return;
    show();
    changed();
  };
  const keep = (token: string, sentence: string) => {
    keepToken(token);
    show();
    popover.hidePopover();
    announce(sentence);
    changed();
  };
  byId('token-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    keep(field.value.trim(), 'Relay token set.');
  });
  byId('token-forget', HTMLButtonElement).addEventListener('click', () => keep('', 'Relay token forgotten.'));
  // Done before opening: 'toggle' fires late enough to overwrite text that was typed or pasted by then.
  popover.addEventListener('beforetoggle', () => {
    field.value = relayToken();
  });
  // The link of a new run, opened in a tab with the page of the last run.
  window.addEventListener('hashchange', linked);
  takeLinkedToken();
  show();
}

export const askForToken = (): void => popover.showPopover();

function show(): void {
  button.textContent = relayToken() ? 'Relay token ✓' : 'Relay token';
  button.setAttribute('aria-label', relayToken() ? 'Relay token, set' : 'Relay token, not set');
}
