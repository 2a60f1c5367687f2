// The page with an API whose answers a test defines, and texts for them.

export const ID = 'msgbatch_hostile';
const AT = '2026-11-29T10:00:00Z';
export const BATCH = {
  ...{ id: ID, type: 'message_batch', processing_status: 'ended', created_at: AT, expires_at: AT, ended_at: AT },
  ...{ archived_at: null, cancel_initiated_at: null, results_url: `/v1/messages/batches/${ID}/results` },
  request_counts: { processing: 0, succeeded: 1, errored: 0, canceled: 0, expired: 0 },
};

export const result = (text, custom_id = 'a') => ({
  custom_id,
  result: {
    type: 'succeeded',
    message: {
      ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn', stop_sequence: null },
      ...{ content: [{ type: 'text', text }], usage: { input_tokens: 1, output_tokens: 1 } },
    },
  },
});

/** Numbered, so that each part of it occurs only once. */
export const numbered = (length) =>
  Array.from({ length: Math.ceil(length / 8) }, (_, at) => String(at).padStart(8, '0'))
    .join('')
    .slice(0, length);

/** Returns a function that opens the page at a batch of an API with these answers. */
export const openWith =
  (site, visit) =>
  ({ batches = [], batch = BATCH, results = [], refusal, context = {} }, work) =>
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
/** Expands the text of the first result. Returns the element that shows it. */
export async function unfold(page) {
  await page.locator('#rows summary').click();
  await page.locator('#rows .passage').waitFor();
  return page.locator('#rows .view');
}

/** Waits until the page says which parts are shown. */
export const settled = (page, words) => page.locator('#rows .extent', { hasText: words }).waitFor();
