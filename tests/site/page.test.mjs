// The page in Chromium, with the relay in workerd and the emulator.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { counts, EMPTY, fits, issues, lines, listed, rows, selection } from './workbench.mjs';

const TOKEN = 'the-token-of-the-relay';

/** Results by custom_id; the emulator generates all others. */
const RESULTS = {
  broken: {
    type: 'errored',
    error: { type: 'error', error: { type: 'invalid_request_error', message: 'messages: Field required' } },
  },
  late: { type: 'expired' },
  cut: {
    type: 'succeeded',
    message: { content: [{ type: 'text', text: 'Word '.repeat(100) }], stop_reason: 'max_tokens' },
  },
  markup: { type: 'succeeded', message: { content: [{ type: 'text', text: '<img src=x onerror=alert(1)>' }] } },
};

describe('the page', { timeout: 110_000 }, () => {
  // While the emulator's clock is stopped, a batch stays in progress, however slow the machine is.
  let stopped;
  const stopTime = () => {
    stopped = Date.now();
  };
  const goOn = () => {
    stopped = undefined;
  };
  const site = useSite({
    token: TOKEN,
    emulator: {
      now: () => stopped ?? Date.now(),
      processingMs: 700,
      retryAfterSeconds: 1,
      responder: ({ custom_id }) => RESULTS[custom_id],
    },
  });
  beforeEach(goOn);
  const visit = useBrowser();
  const open = (options, work) => visit({ url: site.url, token: TOKEN, ...options }, work);

  test('leads from a paste with mistakes to the results of a batch', async () => {
    await open({}, async (page, shot) => {
      assert.equal(await page.textContent('#check-summary'), EMPTY);
      await listed(page);
      await shot('1-empty');

      await page.getByRole('button', { name: 'With mistakes' }).click();
      await page.locator('#check-summary[data-state=bad]').waitFor();
      assert.equal(await page.textContent('#check-summary'), '6 requests, 749 bytes. 5 errors.');
      assert.deepEqual(await issues(page), [
        {
          where: 'error line 2 summer-0',
          message: 'duplicate custom_id "summer-0" (first used on line 1)',
          path: 'requests.1.custom_id',
        },
        {
          where: 'error line 3 late summer!',
          message: 'expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found \' \' in "late summer!"',
          path: 'requests.2.custom_id',
        },
        {
          where: 'error line 4 no-limit',
          message: 'expected max_tokens, found none',
          help: 'Add "max_tokens":1024 to params.',
          path: 'requests.3.params.max_tokens',
        },
        {
          where: 'error line 5',
          message: 'expected a custom_id, found none',
          help: 'Results come in any order, and the custom_id matches them to requests.',
          path: 'requests.4.custom_id',
        },
        {
          where: 'error line 6 torn',
          message: "not valid JSON: expected ',' or '}' after a value, found the end of the text",
          help: 'Write one JSON object per request, and in JSONL one request per line.',
          path: 'requests.5',
        },
      ]);
      await page.locator('#issue-list button').nth(1).click();
      assert.equal(await selection(page), '"late summer!"');
      await shot('2-issues');

      // If there are errors, submitting shows them and sends nothing.
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#issues-title:focus').waitFor();
      assert.ok(await page.locator('#batch').isHidden());

      await page
        .getByLabel('Requests as JSON Lines, or a create body')
        .fill(lines('plain', 'broken', 'late', 'cut', 'markup'));
      await page.locator('#check-summary[data-state=good]').waitFor();
      assert.ok(await page.locator('#issues').isHidden());
      stopTime();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#batch-status[data-status=in_progress]').waitFor();
      assert.match(await page.textContent('#batch-time'), /^for \d+ s$/);
      assert.deepEqual(await counts(page), { processing: 5, succeeded: 0, errored: 0, canceled: 0, expired: 0 });
      const id = await page.textContent('#batch-id');
      assert.equal(new URL(page.url()).hash, `#${id}`);
      await shot('3-running');

      goOn();
      await page.locator('#batch-status[data-status=ended]').waitFor();
      assert.match(await page.textContent('#batch-time'), /^after \d s$/);
      assert.deepEqual(await counts(page), { processing: 0, succeeded: 3, errored: 1, canceled: 0, expired: 1 });
      await page.getByText('5 results.', { exact: true }).waitFor();
      const answer = 'This is an emulated answer; no model was called. The question was: "Hello from plain"';
      assert.deepEqual(
        (await rows(page)).sort((a, b) => a[0].localeCompare(b[0])),
        [
          ['broken', 'errored fix and retry', 'invalid_request_error: messages: Field required'],
          ['cut', 'succeeded truncated', `${'Word '.repeat(40).trim()}…`],
          ['late', 'expired', 'no text'],
          ['markup', 'succeeded', '<img src=x onerror=alert(1)>'],
          ['plain', 'succeeded', answer],
        ],
      );
      assert.equal(await page.locator('#rows img').count(), 0);
      await shot('4-results');

      await page.locator('#rows summary').click();
      // A text is drawn after the event of its opening.
      await page.getByText('Word '.repeat(100).trim(), { exact: true }).waitFor();
      await page.getByRole('button', { name: 'errored 1' }).click();
      assert.deepEqual(
        (await rows(page)).map(([custom_id]) => custom_id),
        ['broken'],
      );

      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download JSONL' }).click();
      const download = await downloading;
      assert.equal(download.suggestedFilename(), `${id}.jsonl`);
      const saved = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n').map(JSON.parse);
      assert.deepEqual(saved.map(({ custom_id }) => custom_id).sort(), ['broken', 'cut', 'late', 'markup', 'plain']);
    });
  });

  test('takes a create body, and leads into its lines', async () => {
    await open({}, async (page) => {
      await page.getByRole('button', { name: 'Create body' }).click();
      await page.getByText('2 requests, ').waitFor();
      assert.match(await page.textContent('#check-summary'), /^2 requests, .* No issues\.$/);
      const source = page.locator('#source');
      await source.fill((await source.inputValue()).replace('"custom_id": "conversation"', '"custom_id": "…?"'));
      await page.locator('#issue-list button').click();
      assert.equal(await selection(page), '"…?"');
    });
  });

  test('asks for the token, says when it is wrong, and goes on with the right one', async () => {
    await open({ token: undefined }, async (page, shot) => {
      const trouble = page.locator('#recent-trouble');
      await trouble.waitFor();
      assert.equal(
        await trouble.locator('p').first().textContent(),
        'This site needs its relay token. Open the link that "npm start" printed: it contains the token.',
      );
      await trouble.getByRole('button', { name: 'Enter the relay token' }).click();
      await page.getByLabel('Token', { exact: true }).fill('not-the-token-of-the-relay');
      await shot('5-token');
      await page.getByRole('button', { name: 'Use token' }).click();
      await page.getByText('The relay token is wrong.').waitFor();
      assert.equal(
        await trouble.locator('p').first().textContent(),
        'The relay token is wrong. If the token is right, the API key of this site is wrong.',
      );

      await page.getByRole('button', { name: 'Four questions' }).click();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#submit-trouble').getByText('The relay token is wrong.').waitFor();
      await shot('6-wrong-token');

      await page.getByRole('button', { name: 'Relay token, set' }).click();
      await page.getByLabel('Token', { exact: true }).fill(TOKEN);
      await page.keyboard.press('Enter');
      await trouble.waitFor({ state: 'hidden' });
      stopTime();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#batch-status[data-status=in_progress]').waitFor();
      assert.equal(
        await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, document.cookie])),
        `[{"relay-token":"${TOKEN}"},""]`,
      );
      // The record of the submission outlives the tab, and contains neither the token nor a request.
      const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
      assert.match(kept, /^\{"send:[0-9a-f]{32}-\d+-4":"[^ ]+"\}$/);
      assert.ok(!kept.includes(TOKEN));
      // The watching client keeps its token, and a removed one is not used again.
      await page.getByRole('button', { name: 'Relay token, set' }).click();
      await page.getByRole('button', { name: 'Forget token' }).click();
      await page.locator('#batch-trouble').getByText('This site needs its relay token.').waitFor();
      goOn();
    });
  });

  test('cancels a batch and deletes it, after asking', async () => {
    await open({}, async (page, shot) => {
      await page.fill('#source', lines('one', 'two'));
      stopTime();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByRole('button', { name: 'Cancel batch' }).click();
      await shot('8-confirm');
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByRole('button', { name: 'Cancel batch' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel batch' }).click();
      await page.locator('#batch-status[data-status=canceling]').waitFor();
      goOn();
      await page.locator('#batch-status[data-status=ended]').waitFor();
      assert.ok(await page.getByText('Cancel requested').isVisible());
      const id = await page.textContent('#batch-id');

      await page.getByRole('button', { name: 'Delete batch' }).click();
      await page.keyboard.press('Escape');
      assert.ok(await page.locator('#batch').isVisible());
      await page.getByRole('button', { name: 'Delete batch' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete batch' }).click();
      await page.locator('#batch').waitFor({ state: 'hidden' });
      assert.ok(await page.locator('#results').isHidden());
      assert.equal(await page.locator(`#recent-list button[title="${id}"]`).count(), 0);
      assert.equal(new URL(page.url()).hash, '');
    });
  });

  test('comes back to a batch by its address and by the list', async () => {
    await open({}, async (page) => {
      await page.fill('#source', lines('first'));
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByText('1 result.', { exact: true }).waitFor();
      const first = await page.textContent('#batch-id');
      await page.fill('#source', lines('second', 'third'));
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.getByText('2 results.', { exact: true }).waitFor();

      await page.reload();
      await page.getByText('2 results.', { exact: true }).waitFor();
      await page.locator(`#recent-list button[title="${first}"]`).click();
      await page.getByText('1 result.', { exact: true }).waitFor();
      assert.equal(await page.textContent('#rows th'), 'first');
      await page.goBack();
      await page.getByText('2 results.', { exact: true }).waitFor();
    });
  });

  test('says what is not known when no answer to a submit came', async () => {
    await open({}, async (page, shot) => {
      await page.fill('#source', lines('one'));
      await page.route('**/v1/messages/batches', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      );
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#submit-trouble').waitFor();
      assert.equal(
        await page.textContent('#submit-trouble'),
        'No usable answer arrived, so it is unknown whether the batch was created. It is safe to send it again: the page first asks the relay whether the batch exists, and asks you before anything could be billed twice.Look for the batch',
      );
      await shot('9-unknown-outcome');
    });
  });

  test('says that a batch is not there', async () => {
    await open({ url: `${site.url}/#msgbatch_nowhere` }, async (page) => {
      await page.locator('#batch-trouble').waitFor();
      assert.equal(
        await page.locator('#batch-trouble p').first().textContent(),
        'Message Batch msgbatch_nowhere not found. It may have been deleted, or belong to another workspace.',
      );
    });
  });

  for (const [name, context] of [
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 375, height: 740 } }],
  ]) {
    test(`fits and can be used by keyboard: ${name}`, async () => {
      await open(context, async (page, shot) => {
        await page.getByRole('button', { name: 'With mistakes' }).focus();
        await page.keyboard.press('Enter');
        await page.locator('#issue-list button').first().waitFor();
        await fits(page);
        await shot(`${name}-2-issues`);
        await page.fill('#source', lines('plain', 'broken', 'late', 'cut'));
        await page.locator('#check-summary[data-state=good]').waitFor();
        // From the editor with the tab key: open a file, clear, submit.
        for (const id of ['open', 'clear', 'submit']) {
          await page.keyboard.press('Tab');
          assert.equal(await page.evaluate(() => document.activeElement.id), id);
        }
        await page.keyboard.press('Enter');
        await page.locator('#batch-title:focus').waitFor();
        await shot(`${name}-3-running`);
        await page.getByText('4 results.', { exact: true }).waitFor();
        await fits(page);
        await shot(`${name}-4-results`);
      });
    });
  }

  test('is served with headers that keep foreign code out', async () => {
    const { headers } = await fetch(site.url);
    const given = [
      'content-security-policy',
      'referrer-policy',
      'x-content-type-options',
      'cross-origin-opener-policy',
    ];
    assert.deepEqual(
      given.map((name) => headers.get(name)),
      [
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        'no-referrer',
        'nosniff',
        'same-origin',
      ],
    );
    for (const name of ['calls', 'results', 'checks']) {
      const { headers } = await fetch(`${site.url}/${name}.wasm`);
      assert.equal(headers.get('content-type'), 'application/wasm', name);
    }
    assert.equal((await fetch(`${site.url}/nothing-here`)).status, 404);
  });
});
