// The output of submit before it sends: it checks first, then makes one call, then asks.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ASKED, failed, jsonl, place, requests } from './job_folder.mjs';

const refused = (stderr) => ({ code: 2, stdout: '', stderr: `${stderr}Nothing was sent.\n` });
const RETIRED = 'claude-sonnet-4-5';
const HELP = 'Requests to it fail. The newest model of its family is claude-sonnet-5-5.';
const TEMPLATE = `{
  "model": "claude-haiku-4-5",
  "max_tokens": "300",
  "messages": [{ "role": "user", "content": "Hi {{name}}" }]
}
`;

describe('submit', { concurrency: 4 }, () => {
  test('requests that break a rule are refused before a call, errors first, at most 20', async (t) => {
    const { cli, emulator, file } = await place(t);
    const [one, two] = requests(2);
    const old = { ...two, params: { ...two.params, model: RETIRED } };
    file('r.jsonl', jsonl([old, one, one]));
    const warning = `r.jsonl:1: warning: expected a model that is still available, found one that was retired on DAY [model.retired]\n    at requests.0.params.model\n    ${HELP}\n`;
    const error =
      'r.jsonl:3: error: duplicate custom_id "r-0" (first used on line 2) [custom_id.duplicate]\n    at requests.2.custom_id\n';
    const found = await cli(['submit', 'r.jsonl', '--yes']);
    const stderr = found.stderr.replace(/retired on [\d-]+/, 'retired on DAY').replace(/[\d,]+ bytes/, 'N bytes');
    assert.deepEqual({ ...found, stderr }, refused(`${error}${warning}3 requests, N bytes: 1 error, 1 warning\n`));
    file('r.jsonl', jsonl(Array.from({ length: 30 }, () => one)));
    const many = await cli(['submit', 'r.jsonl', '--yes']);
    const lines = many.stderr.split('\n');
    assert.equal(lines.filter((line) => line.includes('[custom_id.duplicate]')).length, 20);
    assert.deepEqual(lines.slice(40, 42), ['… and 9 more. By rule:', '        29 custom_id.duplicate']);
    assert.deepEqual(emulator.ledger().calls, []);
  });

  test('warnings come before the price, with what they mean', async (t) => {
    const { cli, file, emulator } = await place(t);
    const [one] = requests(1);
    file('r.jsonl', jsonl([{ ...one, params: { ...one.params, model: RETIRED } }]));
    const { code, stderr } = await cli(['submit', 'r.jsonl']);
    assert.equal(code, 2);
    const plain = stderr.replace(/retired on [\d-]+/, 'retired on DAY').replace(/\d+ bytes/, 'N bytes');
    assert.equal(
      plain,
      `r.jsonl:1: warning: expected a model that is still available, found one that was retired on DAY [model.retired]\n    at requests.0.params.model\n    ${HELP}\n1 request, N bytes: 0 errors, 1 warning\n${ASKED.replace('3 requests', '1 request')}message-batches: submit: cannot ask for confirmation without a terminal. Pass --yes to send without asking\n`,
    );
    assert.deepEqual(emulator.ledger().creates, []);
  });

  test('an empty file sends nothing and makes no call', async (t) => {
    const { cli, file, emulator } = await place(t);
    file('r.jsonl', '');
    assert.deepEqual(
      await cli(['submit', 'r.jsonl', '--yes']),
      refused(
        'r.jsonl:1: error: expected at least one request, found none [requests.empty]\n    at requests\n0 requests, 0 bytes: 1 error, 0 warnings\n',
      ),
    );
    assert.deepEqual(emulator.ledger().calls, []);
  });

  test('flags that a job cannot have are refused before a call and before the input is read', async (t) => {
    const { cli, emulator } = await place(t);
    for (const [flags, text] of [
      [['--key', ''], '--key: expected 1 to 100 characters, found 0'],
      [['--key', 'x'.repeat(101)], '--key: expected 1 to 100 characters, found 101'],
      [['--max-requests', '0'], '--max-requests: expected a whole number from 1 to 100000, found 0'],
      [['--api-version', '3'], '--api-version: expected "2026-10-21" or "2023-06-01", found "3"'],
      [['--settle', '86401'], '--settle: expected at most 86400 seconds (a day), found 86401'],
      [['--data', ''], '--data: expected a folder, found an empty name'],
      [['--data', 'r.jsonl'], '--data r.jsonl: expected a folder, found a file'],
    ]) {
      assert.deepEqual(await cli(['submit', 'nowhere.jsonl', '--yes', ...flags]), failed(text), flags.join(' '));
    }
    assert.deepEqual(emulator.ledger().calls, []);
  });

  test('what is wrong with the template is said once, at its place there', async (t) => {
    const { cli, file } = await place(t);
    file('rows.csv', 'email,name\na@b.c,Ada\nd@e.f,Bob\n');
    file('letter.json', TEMPLATE);
    const { stderr, ...rest } = await cli(['submit', 'rows.csv', '--template', 'letter.json', '--yes']);
    assert.deepEqual(
      { ...rest, stderr: stderr.replace(/\d+ bytes/, 'N bytes') },
      refused(
        'letter.json:3:17: error: expected a whole number, found "300" [max_tokens.type]\n    at params.max_tokens\n    Write it without quotes.\n2 requests, N bytes: 2 errors, 0 warnings\n',
      ),
    );
  });

  test('what is wrong with a row is said at the line of the row', async (t) => {
    const { cli, file } = await place(t);
    file('rows.csv', 'n,name\n1,"Ada\nB."\n,\n\n"",Cem\n3,Dan\n');
    const content = [{ type: 'text', text: '{{name}}', cache_control: { type: 'ephemeral' } }];
    const messages = [{ role: 'user', content }];
    const template = { model: 'claude-haiku-4-5', max_tokens: 9, service_tier: '{{n}}', messages };
    file('letter.json', JSON.stringify(template));
    const { stderr } = await cli(['submit', 'rows.csv', '--template', 'letter.json', '--yes']);
    const places = stderr.split('\n').filter((line) => line.includes('service_tier.enum'));
    const expected = 'expected "auto" or "standard_only"';
    assert.deepEqual(places, [
      `rows.csv:2: error: ${expected}, found "1" [service_tier.enum]`,
      `rows.csv:6: error: ${expected}, found "" [service_tier.enum]`,
      `rows.csv:7: error: ${expected}, found "3" [service_tier.enum]`,
    ]);
  });

  test('a file of no text is one error', async (t) => {
    const { cli, file } = await place(t);
    const bytes = Buffer.from(Array.from({ length: 600 }, (_, at) => (at * 7) % 256)).fill('a', 0, 4);
    file('r.bin', bytes);
    for (const args of [
      ['submit', 'r.bin', '--yes'],
      ['validate', 'r.bin'],
      ['plan', 'r.bin'],
    ]) {
      assert.deepEqual(await cli(args), failed('r.bin: expected text, found binary data'), args[0]);
    }
    file('r.bin', `\u0001${jsonl(requests(1)).repeat(3)}`);
    assert.equal((await cli(['validate', 'r.bin'])).code, 1);
  });
});
