/** A thing that the emulator does although no source says that the API does it so. */
export interface Guess {
  /** What it is about: an operation, or a part of the emulator. */
  about: string;
  /** What the emulator does. */
  guess: string;
}

const of = (about: string, ...guesses: string[]): Guess[] => guesses.map((guess) => ({ about, guess }));

/**
 * Every guess, as `GET /_emulator/guesses` and docs/emulator.md list them. What is seen in a recording, or stands in the
 * documentation, is none; nor is a number that an option sets.
 */
export const GUESSES: readonly Guess[] = [
  ...of(
    'headers',
    'A request is checked in this order: `Origin`, key, version, betas.',
    'A missing key is a 401 `x-api-key header is required`, a missing or unknown version a 400; these texts are its own.',
    'Where both kinds of key are sent and one of them is wrong, the answer is a 401.',
    'Beta names outside the list of 2026-11-22 are unknown.',
    '`anthropic-workspace-id` of a request is not compared with anything, and every key sees the same batches.',
    'Answers to a refused key name no organization and no workspace; all others do, answers of faults too.',
    '`retry-after` comes on a retrieve that finds the batch unfinished, and on no other success.',
    'An unknown path is a 404, an unknown method of a known path a 405 `invalid_request_error` with `allow`.',
  ),
  ...of(
    'create',
    '256 MB are 256,000,000 bytes; the 413 has an `error` alone, without `type` and `request_id`.',
    'Where a body has several faults, the first of these answers: JSON, list, number of items, other keys, items in order, duplicate ids.',
    'Texts that were never recorded (a body that is no object, `requests` that is no list, other keys) are in the style of those that were.',
    'Where `requests` stands in a body twice, the last one counts.',
    'The answer is `in_progress`, however little time a batch takes.',
  ),
  ...of(
    'items',
    'An item fails for what this package calls an error, and for five rules about models that it calls warnings; of several faults the first one is named.',
    'Where no text of the API is on record, the error has the words of the package in the style of the API.',
    'A model whose name reads like one of a known family is served, without a ceiling of `max_tokens`.',
    'Items are worked on in an order drawn by the seed, evenly over the time of the batch.',
  ),
  ...of(
    'life',
    'A batch expires exactly 24 hours, and is archived exactly 29 days after its creation.',
    'An unfinished batch is `ended` at the moment at which it expires; what was not done by then is `expired`.',
  ),
  ...of(
    'list',
    'Both `before_id` and `after_id` are a 400, whose text is its own.',
    'A cursor of a batch that never was is a 404; one of a deleted batch still marks its place.',
    'A `limit` that is not from 1 to 1000 is a 400 in the style of other texts; unknown parameters are ignored.',
  ),
  ...of(
    'cancel',
    'A second cancel changes nothing and is a 200.',
    'A cancel of an ended batch is a 400, whose text is its own.',
    'A cancel takes a second, in which a tenth of the waiting items are finished; of two or more items one at least is finished and one at least is canceled.',
  ),
  ...of('delete', 'A batch that is `canceling` cannot be deleted, as one in progress.'),
  ...of(
    'results',
    'Up to 100 results come in the order of the requests, more in an order drawn by the seed.',
    'Results of an archived batch are a 404 with the text of a batch that has none yet.',
    'A download that has begun goes on when its batch is deleted or archived.',
    'The answer has no `content-length`, and `range` is ignored.',
  ),
  ...of(
    'answers',
    'Four characters are a token, an image is 1568; thinking, media other than images and tool definitions have no other price.',
    'The first request of a batch with a cached prefix writes it, a later one reads it nine times in ten.',
    'A forced call is one call of the named tool, or of the first one that the client runs; a call that does not fit into `max_tokens` is left out whole.',
    'A request for which no value can be made that its schema accepts fails as `errored`; the API knows no such error.',
    'Thoughts come only with `thinking.type` `enabled`; their signature is no signature.',
    'A refusal has no content, and one of the known categories or none.',
  ),
  ...of(
    'count_tokens',
    '`input_tokens` is the estimate of this package; the API counts by the tokenizer of the model.',
    'What is wrong below the fields of the body is a 400 (an unknown model a 404) in the words that an item of a batch would fail with.',
    'A body above 32,000,000 bytes is a 413; calls count against no limit of a tier.',
    'Fields of the beta form are taken without a beta, and not looked into.',
  ),
  ...of(
    'limits',
    'Calls are counted by the minute of the clock; the 429 of a tier and its text are its own, as is the minute that a full queue asks for.',
    'The queue counts all items that are not processed yet, over all batches.',
  ),
  ...of('faults', 'The texts of `status` where none was recorded, and of `human_review_disabled`, are its own.'),
];
