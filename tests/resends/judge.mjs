// Checks the outcomes that callers saw against the ledger of the emulator that stored the creates.
import assert from 'node:assert/strict';

export const API_KEY = 'sk-of-the-relay';

/**
 * Asserts that no create was stored twice and that each outcome is true. Returns the number of each outcome.
 * @param {object} emulator that stored the batches
 * @param {object[]} outcomes of `creates`
 * @param {boolean} remembers whether look-ups must have been certain
 */
export async function judge(emulator, outcomes, { remembers }) {
  const { billed, creates } = emulator.ledger();
  const stored = new Set(creates.filter((create) => create.stored).map(({ batchId }) => batchId));
  const holds = holder(emulator, stored);
  const wrong = [];
  const counts = { resolved: 0, not_sent: 0, unknown: 0, stored: 0, twice: 0 };
  for (const outcome of outcomes) {
    const times = billed[outcome.id] ?? 0;
    const kind = outcome.batch === undefined ? outcome.outcome : 'resolved';
    counts[kind] = (counts[kind] ?? 0) + 1;
    if (times > 0) counts.stored += 1;
    if (times > 1) counts.twice += 1;
    const problem = await untruth(kind, outcome);
    if (problem || times > 1) wrong.push({ problem, times, ...outcome });
  }
  assert.deepEqual(wrong, [], `${wrong.length} of ${outcomes.length} went wrong`);
  return counts;

  async function untruth(kind, { id, batch, found }) {
    const times = billed[id] ?? 0;
    if (kind === 'resolved') return (await holds(batch, id)) ? '' : 'resolved with a batch that is not its own';
    if (kind === 'not_sent') return times === 0 ? '' : 'called not sent, and was stored';
    if (kind !== 'unknown') return 'no outcome at all';
    if (!found) return 'an unknown outcome that cannot be asked for';
    if (remembers) {
      if (!found.proven) return 'an unknown outcome that stayed so';
      if (times === 0) return found.batch === undefined ? '' : 'found, and was not stored';
      return found.batch !== undefined && (await holds(found.batch, id)) ? '' : 'stored, and not found';
    }
    if (found.proven) return 'proven by a peer that cannot know';
    if (times === 0) return '';
    return (await holdsAny(found.candidates, id)) ? '' : 'stored, and not among the candidates';
  }

  async function holdsAny(candidates, id) {
    for (const batch of candidates) if (await holds(batch, id)) return true;
    return false;
  }
}

/** Returns a function that finds the stored batch with only this request. */
function holder(emulator, stored) {
  const contents = new Map();
  return async (batch, id) => {
    if (!stored.has(batch)) return false;
    if (!contents.has(batch)) contents.set(batch, await idsIn(emulator, batch));
    return contents.get(batch) === id;
  };
}

async function idsIn(emulator, batch) {
  const headers = { 'x-api-key': API_KEY, 'anthropic-version': '2026-10-21' };
  const answer = await emulator.fetch(`http://emulator/v1/messages/batches/${batch}/results`, { headers });
  const lines = (await answer.text()).trim().split('\n');
  return lines.map((line) => JSON.parse(line).custom_id).join();
}
