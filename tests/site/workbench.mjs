// Functions of the tests that read the page and put a file on it.
import assert from 'node:assert/strict';

/** The text that is shown before anything is entered. */
export const EMPTY = 'Paste requests as JSON Lines or as a create body, or drop a file here.';

/** Returns a valid request. */
export const line = (custom_id) =>
  JSON.stringify({
    custom_id,
    params: {
      model: 'claude-haiku-4-5',
      max_tokens: 64,
      messages: [{ role: 'user', content: `Hello from ${custom_id}` }],
    },
  });
export const lines = (...ids) => `${ids.map(line).join('\n')}\n`;

export const listed = (page) => page.locator('#recent-note').getByText('Loading…').waitFor({ state: 'hidden' });

export const issues = (page) =>
  page.locator('#issue-list li').evaluateAll((items) =>
    items.map((item) => {
      const text = (part) => item.querySelector(`.${part}`)?.textContent;
      const where = [...item.querySelector('.where').children].map((part) => part.textContent).join(' ');
      return { where, message: text('message'), ...(text('help') && { help: text('help') }), path: text('path') };
    }),
  );

export const counts = (page) =>
  page
    .locator('#counts > div')
    .evaluateAll((parts) =>
      Object.fromEntries(
        parts.map((part) => [part.querySelector('dt').textContent, Number(part.querySelector('dd').textContent)]),
      ),
    );

/** Returns custom_id, type with outcome, and the visible text. */
export const rows = (page) =>
  page
    .locator('#rows tr')
    .evaluateAll((all) =>
      all.map(({ cells: [custom_id, type, text] }) => [
        custom_id.textContent,
        [...type.children].map((part) => part.textContent).join(' '),
        (text.querySelector('summary') ?? text).textContent,
      ]),
    );

export const selection = (page) =>
  page.locator('#source').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));

export async function drop(page, name, text) {
  const dataTransfer = await page.evaluateHandle(
    (file) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([file.text], file.name));
      return transfer;
    },
    { name, text },
  );
  for (const type of ['dragover', 'drop']) await page.dispatchEvent('#requests', type, { dataTransfer });
}

/** Asserts that nothing is wider than the window. */
export async function fits(page) {
  const { wide, room } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    room: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= room, `the page is ${wide} px wide in a window of ${room} px`);
}
