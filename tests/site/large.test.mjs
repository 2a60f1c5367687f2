// A file that is too large for one batch, on the page: a table of rows is converted to requests, divided and sent.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { drop, fits, line, lines, listed } from './workbench.mjs';

const ROWS = 5_000;
const ids = Array.from({ length: ROWS }, (_, index) => `row-${index}`);
const table = (of = ids) =>
  `id,name,question\n${of.map((id) => `${id},"O'Hara, ${id}",Why is the sky blue?\n`).join('')}`;

const summary = (page) => page.locator('#large-summary');
const shards = (page) =>
  page
    .locator('#large-shards li')
    .evaluateAll((all) =>
      all.map((item) =>
        [item.querySelector('strong'), item.querySelector('.facts'), item.querySelector('.status')].map(
          (part) => part.textContent,
        ),
      ),
    );
const fill = (page, most) => page.getByLabel('Maximum requests per batch').fill(String(most));
const check = (page) => page.getByRole('button', { name: 'Check and plan' }).click();

/** Records all text that appears in these elements during the test. */
const record = (page, ...places) =>
  page.evaluate((places) => {
    window.said = [];
    for (const place of places) {
      const element = document.querySelector(place);
      const note = () => window.said.at(-1) !== element.textContent && window.said.push(element.textContent);
      new MutationObserver(note).observe(element, { childList: true, subtree: true, characterData: true });
    }
  }, places);

describe('a large file on the page', { timeout: 110_000 }, () => {
  const site = useSite({ emulator: { processingMs: 300, retryAfterSeconds: 1 } });
  const visit = useBrowser();
  const open = (options, work) => visit({ url: site.url, token: site.token, ...options }, work);
  const ledger = () => site.upstream.emulator.ledger();

  test('makes a table into batches and sends each request once', async () => {
    site.upstream.emulator.reset();
    await open({}, async (page, shot) => {
      await listed(page);
      await drop(page, 'people.csv', table());
      await page.getByRole('button', { name: 'question', exact: true }).waitFor();
      assert.deepEqual(JSON.parse(await page.inputValue('#large-template')), {
        model: 'claude-haiku-4-5',
        max_tokens: 1024,
        messages: [{ role: 'user', content: 'name: {{name}}\nquestion: {{question}}' }],
      });
      assert.equal(await page.getByLabel('Column to make the custom_id from').inputValue(), '=id');
      assert.ok(await page.getByRole('button', { name: 'Submit' }).isHidden());
      await fill(page, 2_000);
      await shot('large-1-template');

      await record(page, '#large-progress', '#large-summary');
      await check(page);
      await page.locator('#large-summary[data-state=good]').waitFor();
      assert.match(await summary(page).textContent(), /^5,000 requests in 3 batches, \d{3} kB\. No issues\.$/);
      const said = await page.evaluate(() => window.said);
      assert.equal(said[0], 'Checking…');
      assert.match(said[1], /^[\d.]+ kB of \d+ kB, [\d,]+ requests?, no errors so far$/);
      const plan = await shards(page);
      assert.deepEqual(
        plan.map(([name, facts, state]) => [name, facts.replace(/, \d+ kB$/, ''), state]),
        [
          ['Batch 1', '2,000 requests (1 to 2,000)', 'waiting'],
          ['Batch 2', '2,000 requests (2,001 to 4,000)', 'waiting'],
          ['Batch 3', '1,000 requests (4,001 to 5,000)', 'waiting'],
        ],
      );
      await shot('large-2-plan');

      await record(page, '#large-shards', '#large-summary');
      await page.getByRole('button', { name: 'Send all 3 batches' }).click();
      await page.getByText('All 3 batches sent.').waitFor();
      assert.deepEqual(
        (await shards(page)).map(([, , state]) => state),
        ['sent', 'sent', 'sent'],
      );
      const states = (await page.evaluate(() => window.said)).join('\n');
      for (const words of ['preparing', 'sending', 'Batch 1 of 3…', 'Batch 3 of 3…'])
        assert.ok(states.includes(words), words);
      assert.ok(await page.locator('#large-send').isHidden());
      assert.equal(await page.locator('#recent-list li').count(), 3);
      await shot('large-3-sent');

      await page.getByRole('button', { name: 'Open batch 3' }).click();
      await page.locator('#batch-status[data-status=ended]').waitFor();
      assert.equal(await page.locator('#recent-list li').filter({ hasText: '1,000 requests' }).count(), 1);
    });
    site.upstream.emulator.advance(1_000);
    const { billed, billedTwice, creates } = ledger();
    assert.deepEqual(
      creates.map(({ requests }) => requests),
      [2_000, 2_000, 1_000],
    );
    assert.deepEqual(Object.keys(billed).sort(), [...ids].sort());
    assert.deepEqual(billedTwice, []);
  });

  test('shows what is wrong with a template before anything is sent', async () => {
    const before = ledger().creates.length;
    await open({}, async (page, shot) => {
      await drop(page, 'people.csv', table(['a', 'b c', 'c']));
      await page.getByRole('button', { name: 'question', exact: true }).waitFor();
      const trouble = page.locator('#large-trouble');
      const template = page.getByLabel('Request template');
      const whole = await template.inputValue();
      await template.fill('{"model": ');
      await check(page);
      await trouble.getByText('The template is not JSON.').waitFor();

      await template.fill(whole.replace('{{question}}', '{{qestion}}'));
      assert.ok(await trouble.isHidden());
      await check(page);
      await trouble.waitFor();
      assert.equal(
        await trouble.textContent(),
        'template: expected columns that the rows have ("id", "name", "question"), found "qestion" at messages.0.content (did you mean "question"?). Fix the template.',
      );

      await template.fill(whole.replace('1024', '0'));
      await check(page);
      await page.locator('#large-summary[data-state=bad]').waitFor();
      assert.equal(await summary(page).textContent(), '3 requests. 3 errors: fix the file or the template.');
      assert.equal(await page.locator('#large-issues li').count(), 3);
      assert.match(await page.locator('#large-issues li').first().textContent(), /^errora.*max_tokens/);
      assert.ok(await page.locator('#large-plan').isHidden());
      await shot('large-4-issues');

      await drop(page, 'torn.csv', 'id,name,question\na,b\n');
      await page.getByRole('button', { name: 'question', exact: true }).waitFor();
      await check(page);
      await trouble.waitFor();
      assert.equal(
        await trouble.textContent(),
        'row 1, line 2: expected 3 columns as in the first line, found 2. Fix the file or the template.',
      );
    });
    assert.equal(ledger().creates.length, before);
  });

  test('goes on with what is left after a batch that was refused, and with one that never arrived', async () => {
    await open({}, async (page, shot) => {
      await drop(page, 'large.jsonl', lines(...ids.slice(0, 4)) + line('last').padEnd(2_100_000));
      await page.locator('#check-summary[data-state=good]').waitFor();
      await fill(page, 2);
      await check(page);
      await page.locator('#large-summary[data-state=good]').waitFor();
      let call = 0;
      await page.route('**/v1/messages/batches', (route) => {
        if (route.request().method() !== 'POST') return route.continue();
        call += 1;
        if (call === 2)
          return route.fulfill({
            status: 400,
            headers: { 'request-id': 'req_1' }, // otherwise nothing proves that the API refused
            json: { type: 'error', error: { type: 'invalid_request_error', message: 'no' } },
          });
        // The attempts of one create, which is repeated because the relay remembers its key.
        return call >= 4 && call <= 6 ? route.abort() : route.continue();
      });
      await page.getByRole('button', { name: 'Send all 3 batches' }).click();
      await page.getByRole('button', { name: 'Send the other 2 batches' }).waitFor();
      assert.deepEqual(
        (await shards(page)).map(([, , state]) => state),
        ['sent', 'not sent', 'waiting'],
      );
      await page.getByRole('button', { name: 'Send the other 2 batches' }).click();
      await page.getByText('outcome unknown').waitFor();
      assert.deepEqual(
        (await shards(page)).map(([, , state]) => state),
        ['sent', 'sent', 'outcome unknown'],
      );
      await shot('large-5-unknown');
      await page.getByRole('button', { name: 'Send the other batch' }).click();
      // The relay knows that it did not arrive, so the page does not ask.
      await page.getByText('All 3 batches sent.').waitFor();
      assert.equal(call, 7);
    });
  });

  test('stops on request, and moves the focus from step to step', async () => {
    await open({}, async (page) => {
      await drop(page, 'people.csv', table());
      await page.getByRole('button', { name: 'question', exact: true }).waitFor();
      // A file that is read slowly: its second piece never arrives.
      await page.evaluate(() => {
        const { stream } = Blob.prototype;
        window.isRead = () => Blob.prototype.stream === stream;
        Blob.prototype.stream = () => {
          Blob.prototype.stream = stream;
          let piece = 'id,name,question\na,b,';
          return new ReadableStream({
            pull(controller) {
              if (piece === '') return new Promise(() => {});
              controller.enqueue(new TextEncoder().encode(piece));
              piece = '';
            },
          });
        };
      });
      const focused = () => page.evaluate(() => document.activeElement.id);
      await check(page);
      await page.getByText('Checking…').waitFor();
      await page.waitForFunction(() => window.isRead());
      assert.equal(await focused(), 'large-stop');
      assert.ok(await page.locator('#large-template').isDisabled());
      await page.keyboard.press('Enter');
      await page.getByText('Stopped.').waitFor();
      assert.equal(await focused(), 'large-check');
      await page.keyboard.press('Enter');
      await page.locator('#large-summary[data-state=good]').waitFor();
      assert.equal(await focused(), 'large-send');
      assert.ok(await page.locator('#large-bar').isHidden());
    });
  });

  test('is read where a browser cannot iterate over streams', async () => {
    await open({}, async (page) => {
      await page.context().addInitScript(() => delete ReadableStream.prototype[Symbol.asyncIterator]);
      await page.reload();
      await listed(page);
      await drop(page, 'large.jsonl', lines(...ids.slice(0, 4)) + line('last').padEnd(2_100_000));
      await check(page);
      await page.locator('#large-summary[data-state=good]').waitFor();
      assert.match(await summary(page).textContent(), /^5 requests in 1 batch, /);
    });
  });

  for (const [name, context] of [
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { viewport: { width: 375, height: 740 } }],
  ]) {
    test(`fits and can be used by keyboard: ${name}`, async () => {
      await open(context, async (page, shot) => {
        await drop(page, 'people.csv', table(ids.slice(0, 50)));
        await page.getByRole('button', { name: 'question', exact: true }).focus();
        await page.keyboard.press('Enter');
        const { messages } = JSON.parse(await page.inputValue('#large-template'));
        assert.equal(messages[0].content, 'name: {{name}}\nquestion: {{question}}{{question}}');
        await page.getByLabel('Maximum requests per batch').focus();
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type('20');
        await page.keyboard.press('Enter');
        await page.locator('#large-plan').waitFor();
        await fits(page);
        await shot(`${name}-large-plan`);
      });
    });
  }
});
