// Files on the page: small ones are edited, large ones are checked and sent without loading them into the editor.
import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { useBrowser } from './browser.mjs';
import { useSite } from './stack.mjs';
import { drop, EMPTY, line, lines } from './workbench.mjs';

describe('files on the page', { timeout: 110_000 }, () => {
  const site = useSite({ emulator: { processingMs: 700, retryAfterSeconds: 1 } });
  const visit = useBrowser();
  const open = (options, work) => visit({ url: site.url, token: site.token, ...options }, work);

  test('puts a dropped file into the editor', async () => {
    await open({}, async (page) => {
      await drop(page, 'small.jsonl', lines('one', 'two'));
      await page.getByText('2 requests, ').waitFor();
      assert.equal(await page.inputValue('#source'), lines('one', 'two'));
    });
  });

  test('leaves a large dropped file where it is, and reads thousands of results', async () => {
    await open({}, async (page, shot) => {
      const ids = numbered(20_000);
      const text = lines(...ids).replace('"item-19990"', '"item 19990"');
      await drop(page, 'large.jsonl', text);
      await page.locator('#check-summary[data-state=bad]').waitFor();
      assert.equal(await page.textContent('#file-name'), 'large.jsonl');
      assert.equal(await page.inputValue('#source'), '');
      assert.match(await page.textContent('#check-summary'), /^20,000 requests, 2\.\d MB\. 1 error\.$/);
      await page.locator('#issue-list button').click();
      await page.locator('#excerpt').waitFor();
      assert.match(await page.textContent('#excerpt'), /^Line 19991: \{"custom_id":"item 19990","params":/);
      assert.equal(await page.textContent('#excerpt mark'), '"item 19990"');
      await shot('7-large-file');

      await drop(page, 'large.jsonl', lines(...ids));
      await page.locator('#check-summary[data-state=good]').waitFor();
      await page.getByRole('button', { name: 'Submit' }).click();
      await page.locator('#batch-status[data-status=ended]').waitFor();
      // This number of results is not read automatically.
      await page.getByText('20,000 results available.').waitFor();
      await page.getByRole('button', { name: 'Read results' }).click();
      await page.getByText('20,000 results.', { exact: true }).waitFor();
      // A few are drawn per frame.
      await page.locator('#rows tr:nth-child(200)').waitFor();
      assert.equal(await page.locator('#rows tr').count(), 200);
      await page.getByRole('button', { name: 'Show 200 more' }).click();
      await page.locator('#rows tr:nth-child(400)').waitFor();
      assert.equal(await page.locator('#rows tr').count(), 400);
      assert.equal(
        await page.textContent('#rows-note'),
        '18,000 more are not listed here. The download has all results.',
      );
    });
  });

  test('takes a paste that is too large for the editor as a file', async () => {
    await open({}, async (page) => {
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
        document.querySelector('#source').dispatchEvent(paste);
      }, line('pasted').padEnd(2_100_000));
      await page.getByText('1 request, ').waitFor();
      assert.equal(await page.textContent('#file-name'), 'Pasted text');
      assert.equal(await page.inputValue('#source'), '');
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.locator('#source').waitFor();
      assert.equal(await page.textContent('#check-summary'), EMPTY);
    });
  });

  test('shows the check of what is there now, not of what was there before', async () => {
    await open({}, async (page) => {
      // A file that is read slowly: its only piece arrives when the test sends it.
      await page.evaluate(() => {
        const { stream } = Blob.prototype;
        Blob.prototype.stream = () => {
          Blob.prototype.stream = stream;
          const late = new Promise((resolve) => {
            window.goOn = resolve;
          });
          return new ReadableStream({
            pull: (controller) => late.then(() => controller.enqueue(new TextEncoder().encode('not JSON\n'))),
            cancel: () => {
              window.dropped = true;
            },
          });
        };
      });
      await drop(page, 'large.jsonl', ' '.repeat(3_000_000));
      await page.waitForFunction(() => window.goOn);
      await drop(page, 'small.jsonl', lines('one'));
      await page.getByText('1 request, ').waitFor();
      await page.evaluate(() => window.goOn());
      await page.waitForFunction(() => window.dropped);
      assert.match(await page.textContent('#check-summary'), /^1 request, .* No issues\.$/);
    });
  });

  test('says that a file was changed after it was chosen', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'message-batches-files-'));
    const file = path.join(folder, 'large.jsonl');
    try {
      await writeFile(file, lines(...numbered(20_000)));
      await open({}, async (page) => {
        await page.getByLabel('Open file…').setInputFiles(file);
        await page.getByText('20,000 requests, ').waitFor();
        await appendFile(file, '\n');
        await page.getByRole('button', { name: 'Submit' }).click();
        await page.locator('#submit-trouble').waitFor();
        assert.equal(
          await page.textContent('#submit-trouble'),
          'The file can no longer be read. It was changed, moved or deleted. Choose it again.',
        );
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const numbered = (count) => Array.from({ length: count }, (_, index) => `item-${index}`);
