// Dates of the API in every observed form: `Z` (references, captures of 2026-09), `+00:00` (recorded 2026-08-19).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answering, batch, ended, json } from './setup.mjs';

const FORMS = ['2026-11-22T10:00:00.000000Z', '2026-11-22T10:00:00.000000+00:00', '2026-11-22T10:00:00Z'];

for (const date of FORMS) {
  const dated = (fields) => ({ ...fields, created_at: date, expires_at: date.replace('22T', '23T') });

  test(`a batch is handed on with the date as it came: ${date}`, async () => {
    const expected = dated(ended({ ended_at: date }));
    assert.deepEqual(await answering(json(expected)).client().retrieve('msgbatch_1'), expected);
    const page = { data: [expected, dated(batch())], has_more: false, first_id: 'msgbatch_1', last_id: 'msgbatch_1' };
    assert.deepEqual((await answering(json(page)).client().list()).data, page.data);
  });

  test(`results that are archived are gone since the date as it came: ${date}`, async () => {
    const { client } = answering(json(dated(ended({ archived_at: date, results_url: null }))));
    await assert.rejects(client().results('msgbatch_1'), {
      name: 'ResultsUnavailableError',
      message: `The results of Message Batch msgbatch_1 are gone: it was archived at ${date}. Results are kept for 29 days after the batch was created.`,
    });
  });
}
