import { keepEditable } from './editable.ts';
import { byId, make } from './element.ts';
import { MODEL } from './examples.ts';
import { foreign, plain } from './foreign.ts';
import { columnsOf, type Rows } from './large_input.ts';

export interface LargeForm {
  /** Fills the form in for a table, or for a file of requests that needs no template. */
  fill(table: File | undefined): Promise<void>;
  /** What was entered; throws a `SyntaxError` for a template that is not JSON. */
  readonly rows: Rows | undefined;
  readonly most: number;
  disable(disabled: boolean): void;
}

/** Maximum number of columns in the initial template; the user can add the others. */
const TEMPLATE_COLUMNS = 12;
const BUTTONS = 40;
/** Longer column names get no button. */
const NAMEABLE = 200;

const box = byId('large-rows', HTMLElement);
const template = byId('large-template', HTMLTextAreaElement);
const columnList = byId('large-columns', HTMLElement);
const id = byId('large-id', HTMLSelectElement);
const most = byId('large-most', HTMLInputElement);
const fields = byId('large-fields', HTMLFieldSetElement);

/** The form for a large file; calls `edited` when the entries no longer match what was checked. */
export function largeForm(edited: () => void): LargeForm {
  let latest: File | undefined;
  byId('large-form', HTMLFormElement).addEventListener('input', edited);
  keepEditable(template, () => {
    byId('large-summary', HTMLElement).textContent = 'The text is too long for the template, which was not changed.';
  });
  return {
    async fill(table) {
      latest = table;
      box.hidden = !table;
      if (!table) return;
      draw([]);
      const columns = await columnsOf(table);
      if (latest === table) draw(columns);
    },
    get rows() {
      if (!latest) return undefined;
      return { template: JSON.parse(template.value), options: id.value ? { id: id.value.slice(1) } : {} };
    },
    get most() {
      return most.valueAsNumber;
    },
    disable(disabled) {
      fields.disabled = disabled;
    },
  };

  function draw(columns: string[]): void {
    const key = columns.findIndex((name) => /(?:^|[_ -])id$/i.test(name));
    const nameable = columns.filter((name) => name.length <= NAMEABLE && !/\||\}\}|\{\{/.test(name));
    template.value = JSON.stringify(first(nameable.filter((name) => name !== columns[key])), null, 2);
    // Position at which columns are inserted before the caret was ever placed: the end of the question.
    const end = template.value.lastIndexOf('"');
    template.setSelectionRange(end, end);
    id.replaceChildren(
      make('option', { value: '' }, 'None: use a hash of the request'),
      // Prefixed, because the name of a column may be empty.
      ...columns.map((name) => make('option', { value: `=${name}`, dir: 'auto' }, plain(name))),
    );
    id.selectedIndex = key + 1;
    columnList.replaceChildren(
      ...nameable
        .slice(0, BUTTONS)
        .map((name) =>
          foreign('button', name, { type: 'button', className: 'small', onclick: () => insert(`{{${name}}}`) }),
        ),
    );
  }

  /** Inserts text as if it were typed, so that it can be undone. */
  function insert(text: string): void {
    template.focus();
    const inside = JSON.stringify(text).slice(1, -1);
    if (!document.execCommand('insertText', false, inside)) template.setRangeText(inside);
    edited();
  }
}

/** The initial template: a single column is the question; several are listed with their names. */
function first(columns: string[]): object {
  const shown = columns.slice(0, TEMPLATE_COLUMNS);
  const content =
    shown.length === 1 ? `{{${shown[0]}}}` : shown.map((name) => `${name}: {{${name}}}`).join('\n') || '…';
  return { model: MODEL, max_tokens: 1024, messages: [{ role: 'user', content }] };
}
