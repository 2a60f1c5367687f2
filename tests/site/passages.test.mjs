// Text of any length on the page: every character is accessible, but the document never contains all of it. The editor accepts as
// much as a text area can lay out.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { numbered, openWith, result, settled, unfold } from './answers.mjs';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';

describe('long texts on the page', { timeout: 110_000 }, () => {
  const site = useSite({ emulator: { processingMs: 300, retryAfterSeconds: 1 } });
  const open = openWith(site, useBrowser());
  const more = (page) => page.locator('#rows').getByRole('button', { name: 'Show more' });

  test('is there to its last character, in pieces that a browser can lay out', async () => {
    const kinds = {
      'no spaces': numbered(200_000),
      emoji: '😀'.repeat(50_000),
      lines: 'a\n'.repeat(25_000),
      'no letters': '\n'.repeat(30_000),
      marks: `e${'\u0301\u0323'.repeat(20_000)}`,
      'right to left': 'שלום עולם '.repeat(5_000),
      'line ends of Windows': 'one\r\ntwo\r\n'.repeat(5_000),
      overrides: 'a\u202e'.repeat(6_000),
    };
    const results = Object.values(kinds).map((text, at) => result(text, `id-${at}`));
    await open({ results }, async (page) => {
      for (const [at, [kind, text]] of Object.entries(kinds).entries()) {
        const row = page.locator('#rows tr').nth(at);
        await row.locator('summary').click();
        const view = row.locator('.view');
        const parts = Math.ceil(text.length / 1_024);
        const settled = (words) => row.locator('.extent', { hasText: words }).waitFor();
        await settled(`Parts 1 to ${Math.min(16, parts)} of ${parts}`);
        const more = row.getByRole('button', { name: 'Show more' });
        for (let shown = 16; shown < parts; shown += 128) {
          await more.click();
          await settled(new RegExp(`to ${Math.min(shown + 128, parts)} of ${parts}$`));
        }
        assert.ok(await more.isHidden());
        const all = await view.textContent();
        assert.ok(text.endsWith(all), `${kind}: it is the end of the text`);
        // Text with many elements is removed from the document at the other end.
        if (kind !== 'overrides') assert.equal(all.length, text.length, kind);
        const pieces = await view.locator('.piece').evaluateAll((all) =>
          all.map((piece) => ({
            length: piece.textContent.length,
            lines: piece.textContent.split('\n').length,
            elements: piece.childElementCount,
            dir: piece.dir,
          })),
        );
        for (const { length, lines, elements, dir } of pieces) {
          const isSmall = length > 0 && length <= 1_400 && lines <= 102 && elements <= 101;
          assert.ok(isSmall, `${kind}: ${length}, ${lines}, ${elements}`);
          assert.equal(dir, 'auto');
        }
        await row.locator('summary').click();
      }
    });
  });

  test('leaves the document where it is longer than a window, and comes back', async () => {
    const text = numbered(1_500_000);
    await open({ results: [result(text)] }, async (page) => {
      const view = await unfold(page);
      await settled(page, 'Parts 1 to 16 of 1,465');
      let end = (await view.textContent()).length;
      let clicks = 0;
      while (await more(page).isVisible()) {
        clicks += 1;
        const shown = Math.min(16 + clicks * 128, 1_465);
        await more(page).click();
        await settled(page, new RegExp(` to ${shown.toLocaleString('en')} of `));
        const window = await view.textContent();
        const start = text.indexOf(window);
        // No text is missing between this window and the previous one.
        assert.ok(start >= 0 && start <= end, `${start} of ${end}`);
        end = start + window.length;
        assert.ok((await view.locator('.part').count()) <= 512);
      }
      assert.equal(end, text.length);
      assert.equal(clicks, 12);
      await page.getByRole('button', { name: 'Show earlier' }).click();
      await settled(page, 'Parts 826 to 1,337 of 1,465');
      assert.ok(text.includes(await view.textContent()));
      await page.getByRole('button', { name: 'Show the end' }).click();
      await settled(page, 'Parts 1,450 to 1,465 of 1,465');
      assert.ok(text.endsWith(await view.textContent()));
      await page.locator('#rows .view:focus').waitFor();
    });
  });

  test('in many rows comes into the table a few boxes at a time', async () => {
    const text = 'a\u202e'.repeat(1_000);
    const results = Array.from({ length: 60 }, (_, at) => result(text, `id-${at}`));
    const context = { viewport: { width: 1280, height: 900 } };
    await open({ results: [result('short')], context }, async (page) => {
      await page.evaluate(() => {
        window.added = [];
        const sizeOf = ({ addedNodes }) =>
          [...addedNodes].reduce((sum, row) => sum + row.getElementsByTagName('*').length, 0);
        new MutationObserver((changes) => {
          window.added.push(changes.reduce((sum, change) => sum + sizeOf(change), 0));
        }).observe(document.querySelector('#rows'), { childList: true });
      });
      await page.route('**/results', (route) =>
        route.fulfill({ body: results.map((line) => `${JSON.stringify(line)}\n`).join('') }),
      );
      await page.locator('#read').click();
      await page.locator('#rows tr').nth(59).waitFor();
      const added = await page.evaluate(() => window.added);
      const all = await page.locator('#rows *').count();
      const rows = await page.locator('#rows tr').count();
      // A frame ends with the row that fills it.
      const row = Math.ceil((all - rows) / rows);
      assert.ok(row > 100, `${row} elements a row`);
      assert.ok(Math.max(...added) < 200 + row, `${Math.max(...added)} elements in a frame`);
    });
  });

  const pastes = {
    'a long line': ['x'.repeat(150_001), false],
    'a line that is not too long': ['x'.repeat(149_000), true],
    'many lines': ['x\n'.repeat(1_900), false],
    'a few lines': ['x\n'.repeat(1_500), true],
    emoji: ['😀'.repeat(20_000), false],
    'a pile of marks': [`e${'\u0301'.repeat(200)}`, false],
    '5 MB in one line': ['x'.repeat(5_000_000), false],
  };
  test('comes into the editor where it can be edited, and is a file elsewhere', async () => {
    await open({}, async (page) => {
      for (const [kind, [text, isEditable]] of Object.entries(pastes)) {
        const left = await page.evaluate((text) => {
          document.querySelector('#clear').click();
          const clipboardData = new DataTransfer();
          clipboardData.setData('text/plain', text);
          const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
          const area = document.querySelector('#source');
          const isFree = area.dispatchEvent(event);
          return [isFree, area.value, document.querySelector('#file').hidden];
        }, text);
        assert.deepEqual(left, [isEditable, '', isEditable], kind);
      }
      // Pieces whose sum is too large, and text that is inserted without a question.
      await page.locator('#clear').click();
      await page.fill('#source', 'x'.repeat(149_000));
      assert.ok(await page.locator('#file').isHidden());
      await page.evaluate(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'y'.repeat(2_000));
        const area = document.querySelector('#source');
        area.setSelectionRange(149_000, 149_000);
        area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      });
      assert.equal(await page.textContent('#file-size'), '151 kB');
      await page.locator('#clear').click();
      await page.fill('#source', 'x'.repeat(200_000));
      assert.equal(await page.textContent('#file-size'), '200 kB');
      assert.equal(await page.inputValue('#source'), '');
    });
  });
});
