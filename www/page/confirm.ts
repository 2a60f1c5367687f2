import { byId } from './element.ts';
import { fillForeign, PARAGRAPH } from './foreign.ts';

export interface Question {
  title: string;
  text: string;
  yes: string;
  /** Default: "Keep it". */
  no?: string;
  /** A third answer, which opens the subject of the question. */
  look?: string;
}

export type Answer = 'yes' | 'no' | 'look';

const dialog = byId('confirm', HTMLDialogElement);
const lookButton = byId('confirm-look', HTMLButtonElement);

/** Asks for confirmation of an irreversible action. The escape key means no. */
export function ask({ title, text, yes, no = 'Keep it', look }: Question): Promise<Answer> {
  byId('confirm-title', HTMLElement).textContent = title;
  fillForeign(byId('confirm-text', HTMLElement), text, PARAGRAPH);
  byId('confirm-yes', HTMLButtonElement).textContent = yes;
  byId('confirm-no', HTMLButtonElement).textContent = no;
  lookButton.textContent = look ?? '';
  lookButton.hidden = look === undefined;
  dialog.returnValue = 'no';
  dialog.showModal();
  return new Promise((resolve) => {
    const answered = () => resolve(dialog.returnValue as Answer);
    dialog.addEventListener('close', answered, { once: true });
  });
}

export const confirmed = async (question: Question): Promise<boolean> => (await ask(question)) === 'yes';
