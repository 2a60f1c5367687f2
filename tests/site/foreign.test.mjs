// Untrusted text on the page: characters that affect the display or are invisible are shown as boxes, and copied unchanged.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BATCH, numbered, openWith, result, settled, unfold } from './answers.mjs';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { line } from './workbench.mjs';

/** Returns the visible text of an element; invisible characters are in square brackets. */
const seen = (element) =>
  element.evaluate((root) => {
    let text = '';
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) text += node.data;
      else if (node.className === 'unseen-char' || node.className === 'unseen-char breaks') {
        const { content } = getComputedStyle(node, '::before');
        text += `[${JSON.parse(content)}]`;
      } else for (const child of node.childNodes) walk(child);
    };
    walk(root);
    return text;
  });

/** Texts and their visible form. */
const FORMS = {
  'a\u001b[2Jb': 'a[␛][2Jb',
  'a\u0000b\u0007c\u0008d\u007f': 'a[␀]b[␇]c[␈]d[␡]',
  'a\u009b31mb\u0085c': 'a[U+009B]31mb[U+0085]c',
  'a\u202etxt.exe': 'a[U+202E]txt.exe',
  'a\u202a\u202b\u202c\u202db': 'a[U+202A U+202B U+202C U+202D]b',
  'a\u2066b\u2067c\u2068d\u2069e': 'a[U+2066]b[U+2067]c[U+2068]d[U+2069]e',
  'a\u200eb\u200fc\u061cd': 'a[U+200E]b[U+200F]c[U+061C]d',
  'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg': 'a[U+200B]b[U+200C]c[U+200D]d[U+2060]e[U+FEFF]f[U+00AD]g',
  'a\u2028b\u2029c': 'a[U+2028]b[U+2029]c',
  'a\rb\r\nc\td\ne': 'a[␍]b\r\nc\td\ne',
  'a\ud800b\udc00': 'a[U+D800]b[U+DC00]',
  'a\u{e0041}\u{e0042}b\ufe0fc': 'a[U+E0041 U+E0042]b[U+FE0F]c',
  [`a${'\u202e'.repeat(300)}b`]: 'a[U+202E ×300]b',
  [`${'a\u202e'.repeat(150)}`]: 'a[U+202E]'.repeat(150),
  // More marks than any script puts on one letter.
  [`e${'\u0301'.repeat(30)}`]: `e${'\u0301'.repeat(8)}[U+0301 ×22]`,
  // Characters that are used as intended: emoji, flags, Persian, Hindi, Hebrew with points.
  '👨‍👩‍👧 ❤️ 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 می‌خواهم क्‍ष שָׁלוֹם': '👨‍👩‍👧 ❤️ 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 می‌خواهم क्‍ष שָׁלוֹם',
};

describe('text of others on the page', { timeout: 110_000 }, () => {
  const site = useSite({ emulator: { processingMs: 300, retryAfterSeconds: 1 } });
  const open = openWith(site, useBrowser());

  test('is seen as it is, and what is not seen as a box with its code', async () => {
    const texts = Object.keys(FORMS);
    const results = texts.map((text, at) => result(text, `id-${at}`));
    await open({ results }, async (page, shot) => {
      for (const [at, text] of texts.entries()) {
        const cell = page.locator('#rows tr').nth(at).locator('td.text');
        const isFolded = text.length > 200;
        if (isFolded) await cell.locator('summary').click();
        const element = cell.locator(isFolded ? '.view' : 'p');
        assert.equal(await seen(element), FORMS[text]);
        assert.equal(await element.textContent(), text);
      }
      const title = (at) => page.locator('#rows tr').nth(at).locator('.unseen-char').first().getAttribute('title');
      assert.equal(await title(0), 'U+001B escape');
      assert.equal(await title(3), 'U+202E right-to-left override');
      await shot('foreign-1-boxes');
    });
  });

  test('turns no text around beyond the box', async () => {
    await open({ results: [result('abc\u202edef')] }, async (page) => {
      const lefts = await page.locator('#rows td.text p').evaluate((element) =>
        [element.firstChild, element.lastChild].flatMap((node) =>
          [0, 1, 2].map((at) => {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            return range.getBoundingClientRect().left;
          }),
        ),
      );
      assert.deepEqual(
        lefts,
        [...lefts].sort((a, b) => a - b),
      );
      assert.equal(new Set(lefts).size, 6);
    });
  });

  test('is copied as it was written, by hand and as a whole', async () => {
    const text = `first\u202esecond\u001b[2J\r\nthird\u200b${'x'.repeat(3_000)}\u2028end`;
    const context = { permissions: ['clipboard-read', 'clipboard-write'] };
    await open({ results: [result(text)], context }, async (page) => {
      const view = await unfold(page);
      await settled(page, /to 3 of 3/);
      const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
      await view.evaluate((element) => getSelection().selectAllChildren(element));
      await page.keyboard.press('ControlOrMeta+c');
      // The clipboards of some systems have other line endings.
      assert.equal((await clipboard()).replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n'));
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.locator('#rows').getByRole('button', { name: 'Copy all' }).click();
      await page.locator('#announcer', { hasText: 'Text copied.' }).waitFor({ state: 'attached' });
      assert.equal((await clipboard()).replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n'));
    });
  });

  test('has its own direction wherever it stands', async () => {
    const id = 'msgbatch_\u202eevil';
    const hostile = { ...BATCH, id, processing_status: 'en\u2066ded', created_at: 'now\u202e' };
    const results = [result('plain', 'id\u200f'), { custom_id: 'b', result: { type: 'mys\u202etery' } }];
    await open({ batches: [hostile], results }, async (page) => {
      await page.locator('#recent-list li').waitFor();
      const expected = {
        '#rows tr:nth-child(1) th code': 'id[U+200F]',
        '#rows tr:nth-child(2) .status': 'mys[U+202E]tery',
        '#recent-list code': '…atch_[U+202E]evil',
        '#recent-list .status': 'en[U+2066]ded',
        '#recent-list time': 'now[U+202E]',
        '#filter button:nth-child(2)': 'mys[U+202E]tery 1',
      };
      for (const [place, form] of Object.entries(expected)) {
        const element = page.locator(place);
        assert.deepEqual([await seen(element), await element.getAttribute('dir')], [form, 'auto'], place);
      }
      assert.equal(await page.locator('#recent-list button').getAttribute('title'), 'msgbatch_[U+202E]evil');
      for (const place of ['#source', '#batch-id', '#large-template', '#excerpt']) {
        assert.equal(await page.locator(place).getAttribute('dir'), 'auto', place);
      }
    });
  });

  test('in an error is shown to its end too', async () => {
    const refusal = `begin\u001b]0;title\u0007 ${numbered(60_000)} end`;
    await open({ refusal }, async (page) => {
      const trouble = page.locator('#recent-trouble');
      await trouble.waitFor();
      const strong = trouble.locator('strong');
      assert.equal(await strong.getAttribute('dir'), 'auto');
      // The client already writes control characters as escapes.
      assert.ok((await seen(strong)).startsWith('begin\\u001b]0;title\\u0007 00000000'));
      assert.match(await strong.textContent(), /… \(58,0\d\d more characters\)$/);
      await trouble.getByRole('button', { name: 'Show the end' }).click();
      await trouble.locator('.extent', { hasText: 'Parts 44 to 59 of 59' }).waitFor();
      assert.match(await trouble.locator('.view').textContent(), /00007499 end\.$/);
    });
  });

  test('in an error has few boxes in its paragraph, and all of them below it', async () => {
    const refusal = 'a\u202e'.repeat(900);
    await open({ refusal }, async (page) => {
      const trouble = page.locator('#recent-trouble');
      await trouble.waitFor();
      const strong = trouble.locator('strong');
      assert.equal(await strong.locator('.unseen-char').count(), 200);
      const [, left] = /… \(([\d,]+) more characters\)$/.exec(await strong.textContent());
      assert.ok(Number(left.replace(',', '')) >= 1_400, left);
      await trouble.locator('.extent', { hasText: /Parts 1 to (\d+) of \1$/ }).waitFor();
      assert.ok((await trouble.locator('.view').textContent()).includes(refusal));
    });
  });

  test('in the findings of a check', async () => {
    await open({}, async (page) => {
      await page.fill('#source', line('a\u202eb').replace('\\u202e', '\u202e'));
      const item = page.locator('#issue-list li').first();
      assert.equal(await seen(item.locator('.where code')), 'a[U+202E]b');
      assert.equal(
        await seen(item.locator('.message')),
        'expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found \'\\u{202e}\' in "a\\u{202e}b"',
      );
      for (const part of ['.where code', '.message', '.path']) {
        assert.equal(await item.locator(part).getAttribute('dir'), 'auto');
      }
      assert.equal(
        await page.textContent('#unseen-note'),
        'This text has 2 invisible characters: U+202E right-to-left override (2 times, first on line 1).',
      );
      await page.fill('#source', `\n\u200b${line('a')}`);
      assert.equal(
        await page.textContent('#unseen-note'),
        'This text has 1 invisible character: U+200B zero width space (on line 2).',
      );
      await page.fill('#source', line('a'));
      assert.equal(await page.textContent('#unseen-note'), '');
    });
  });
});
