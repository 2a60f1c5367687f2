import { byId } from './element.ts';

const dialog = byId('confirm', HTMLDialogElement);

/** Asks before something that cannot be taken back. */
export function confirmed(question: { title: string; text: string; yes: string }): Promise<boolean> {
  byId('confirm-title', HTMLElement).textContent = question.title;
  byId('confirm-text', HTMLElement).textContent = question.text;
  byId('confirm-yes', HTMLButtonElement).textContent = question.yes;
  dialog.returnValue = 'no'; // what leaving by the escape key means
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
