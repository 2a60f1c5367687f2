// Text of others on the page: what a screen would obey or not show is shown as a box, and copied as it was written. Text of
// any length is there to its last character, but never all of it in the document at once.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { line } from './workbench.mjs';

const ID = 'msgbatch_hostile';
const AT = '2026-11-29T10:00:00Z';
const BATCH = {
  ...{ id: ID, type: 'message_batch', processing_status: 'ended', created_at: AT, expires_at: AT, ended_at: AT },
  ...{ archived_at: null, cancel_initiated_at: null, results_url: `/v1/messages/batches/${ID}/results` },
  request_counts: { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 },
};

const result = (text, custom_id = 'a') => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn', stop_sequence: null },
      ...{ content: [{ type: 'text', text }], usage: { input_tokens: 1, output_tokens: 1 } },
    },
  },
});

/** The text of an element as it is seen: what is not is in square brackets. */
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

/** What is written, and what is seen of it. */
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
  // Marks beyond what any script puts on one letter.
  [`e${'\u0301'.repeat(30)}`]: `e${'\u0301'.repeat(8)}[U+0301 ×22]`,
  // What does its work: emoji, flags, Persian, Hindi, Hebrew with points.
  '👨‍👩‍👧 ❤️ 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 می‌خواهم क्‍ष שָׁלוֹם': '👨‍👩‍👧 ❤️ 1️⃣ 🏴󠁧󠁢󠁳󠁣󠁴󠁿 می‌خواهم क्‍ष שָׁלוֹם',
};

/** Numbered, so that each part of it is found in one place alone. */
const numbered = (length) =>
  Array.from({ length: Math.ceil(length / 8) }, (_, at) => String(at).padStart(8, '0'))
    .join('')
    .slice(0, length);

describe('text of others on the page', { timeout: 110_000 }, () => {
  const site = useSite({ emulator: { processingMs: 300, retryAfterSeconds: 1 } });
  const visit = useBrowser();

  /** The page at a batch of an API that answers with these. */
  const open = ({ batches = [], batch = BATCH, results = [], refusal, context = {} }, work) =>
    visit({ url: 'about:blank', ...context }, async (page, shot) => {
      await page.route('**/v1/messages/batches**', (route) => {
        const { pathname } = new URL(route.request().url());
        if (refusal) {
          const json = { type: 'error', error: { type: 'invalid_request_error', message: refusal } };
          return route.fulfill({ status: 400, json });
        }
        if (pathname.endsWith('/results'))
          return route.fulfill({ body: results.map((r) => `${JSON.stringify(r)}\n`).join('') });
        if (pathname.endsWith('/batches')) return route.fulfill({ json: { data: batches, has_more: false } });
        return route.fulfill({ json: batch });
      });
      await page.goto(results.length > 0 ? `${site.url}/#${ID}` : site.url);
      if (results.length > 0) await page.getByText(/^\d+ results?\.$/).waitFor();
      await work(page, shot);
    });
  const unfold = async (page) => {
    await page.locator('#rows summary').click();
    await page.locator('#rows .passage').waitFor();
    return page.locator('#rows .view');
  };
  const more = (page) => page.locator('#rows').getByRole('button', { name: 'Show more' });
  /** A step is done when it says which parts are shown. */
  const settled = (page, words) => page.locator('#rows .extent', { hasText: words }).waitFor();

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
      // Clipboards of some systems have line ends of their own.
      assert.equal((await clipboard()).replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n'));
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.locator('#rows').getByRole('button', { name: 'Copy all' }).click();
      await page.locator('#announcer', { hasText: 'The text is copied.' }).waitFor({ state: 'attached' });
      assert.equal((await clipboard()).replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n'));
    });
  });

  test('is there to its last character, in pieces that a browser can lay out', async () => {
    const kinds = {
      'no spaces': numbered(300_000),
      emoji: '😀'.repeat(100_000),
      lines: 'a\n'.repeat(50_000),
      'no letters': '\n'.repeat(60_000),
      marks: `e${'\u0301\u0323'.repeat(40_000)}`,
      'right to left': 'שלום עולם '.repeat(10_000),
      'line ends of Windows': 'one\r\ntwo\r\n'.repeat(10_000),
      overrides: 'a\u202e'.repeat(6_000),
    };
    for (const [kind, text] of Object.entries(kinds)) {
      await open({ results: [result(text)] }, async (page) => {
        const view = await unfold(page);
        const parts = Math.ceil(text.length / 1_024);
        await settled(page, `Parts 1 to ${Math.min(16, parts)} of ${parts}`);
        for (let shown = 16; shown < parts; shown += 128) {
          await more(page).click();
          await settled(page, new RegExp(`to ${Math.min(shown + 128, parts)} of ${parts}$`));
        }
        assert.ok(await more(page).isHidden());
        const all = await view.textContent();
        assert.ok(text.endsWith(all), `${kind}: it is the end of the text`);
        // What has many elements leaves the document at the other end.
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
          assert.ok(
            length > 0 && length <= 1_400 && lines <= 102 && elements <= 101,
            `${kind}: ${length}, ${lines}, ${elements}`,
          );
          assert.equal(dir, 'auto');
        }
      });
    }
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
        // Nothing is left out between this window and the one before it.
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
      assert.ok((await seen(strong)).startsWith('begin[␛]]0;title[␇] 00000000'));
      assert.match(await strong.textContent(), /… \(58,0\d\d more characters\)$/);
      await trouble.getByRole('button', { name: 'Show the end' }).click();
      await trouble.locator('.extent', { hasText: 'Parts 44 to 59 of 59' }).waitFor();
      assert.match(await trouble.locator('.view').textContent(), /00007499 end\.$/);
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
        'The editor does not show 2 characters of this text: U+202E right-to-left override (2 times, first in line 1).',
      );
      await page.fill('#source', `\n\u200b${line('a')}`);
      assert.equal(
        await page.textContent('#unseen-note'),
        'The editor does not show 1 character of this text: U+200B zero width space (in line 2).',
      );
      await page.fill('#source', line('a'));
      assert.equal(await page.textContent('#unseen-note'), '');
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
      // Pieces that together are too much, and what comes without a question.
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
