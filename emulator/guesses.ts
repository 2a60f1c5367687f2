/** Behavior of the emulator that no source confirms for the API. */
export interface Guess {
  /** The subject: an operation, or a part of the emulator. */
  about: string;
  /** What the emulator does. */
  guess: string;
}

const of = (about: string, ...guesses: string[]): Guess[] => guesses.map((guess) => ({ about, guess }));

/**
 * Every guess, as listed by `GET /_emulator/guesses` and docs/emulator.md. Behavior in a recording or in the documentation is not
 * a guess, and neither is a number that an option sets.
 */
export const GUESSES: readonly Guess[] = [
  ...of(
    'headers',
    'A request is checked in this order: `Origin`, key, version, betas.',
    'A missing key is a 401 `x-api-key header is required`, a missing or unknown version a 400; these texts are invented.',
    'If both kinds of key are sent and one of them is wrong, the answer is a 401.',
    'Beta names outside the list of 2026-11-22 are unknown.',
    '`anthropic-workspace-id` of a request is ignored, and every key sees the same batches.',
    'Answers to a refused key name no organization and no workspace; all others do, including answers of faults.',
    '`retry-after` is set when a retrieve finds the batch unfinished, and on no other success.',
    'An unknown path is a 404, an unknown method of a known path a 405 `invalid_request_error` with `allow`.',
  ),
  ...of(
    'create',
    '256 MB are 256,000,000 bytes; the 413 body has only `error`, without `type` and `request_id`.',
    'If a body has several errors, the first of these is reported: JSON, list, number of items, other keys, items in order, duplicate ids.',
    'Texts that were never recorded (a body that is not an object, `requests` that is not a list, other keys) follow the style of recorded ones.',
    'If a body has `requests` twice, the last one counts.',
    'The answer is `in_progress`, however little time a batch takes.',
  ),
  ...of(
    'items',
    'An item fails for what this package calls an error, and for five rules about models that it calls warnings; of several errors the first one is reported.',
    'If no text of the API is recorded, the error has the message of the package in the style of the API.',
    'A model whose name looks like one of a known family is accepted, without a limit on `max_tokens`.',
    'Items are processed in an order chosen by the seed, evenly over the time of the batch.',
  ),
  ...of(
    'life',
    'A batch expires exactly 24 hours, and is archived exactly 29 days after its creation.',
    'An unfinished batch is `ended` when it expires; items not done by then are `expired`.',
  ),
  ...of(
    'list',
    'Setting both `before_id` and `after_id` is a 400, whose text is invented.',
    'A cursor of a batch that never existed is a 404; one of a deleted batch still marks its position.',
    'A `limit` outside 1 to 1000 is a 400 in the style of other texts; unknown parameters are ignored.',
  ),
  ...of(
    'cancel',
    'A second cancel changes nothing and is a 200.',
    'A cancel of an ended batch is a 400, whose text is invented.',
    'A cancel takes a second, in which a tenth of the waiting items are finished; of two or more items at least one is finished and at least one is canceled.',
  ),
  ...of('delete', 'A batch that is `canceling` cannot be deleted, like one in progress.'),
  ...of(
    'results',
    'Up to 100 results come in the order of the requests, more in an order chosen by the seed.',
    'Results of an archived batch are a 404 with the text for a batch that has no results yet.',
    'A download that has begun continues when its batch is deleted or archived.',
    'The answer has no `content-length`, and `range` is ignored.',
  ),
  ...of(
    'answers',
    'Four characters count as a token, an image as 1568; thinking, media other than images, and tool definitions are counted by the characters of their strings.',
    'The first request of a batch with a cached prefix writes it, a later one reads it nine times in ten.',
    'A forced call is one call of the named tool, or of the first one that the client runs; a call that does not fit into `max_tokens` is omitted.',
    'A request whose schema accepts no value that the emulator can generate fails as `errored`; the API has no such error.',
    'Thinking appears only with `thinking.type` `enabled`; its signature is not a real one.',
    'A refusal has no content, and one of the known categories or none.',
  ),
  ...of(
    'count_tokens',
    '`input_tokens` is the estimate of this package; the API counts by the tokenizer of the model.',
    'An error below the top-level fields is a 400 (an unknown model a 404) with the text that an item of a batch would fail with.',
    'A body above 32,000,000 bytes is a 413; calls do not count against tier limits.',
    'Fields of the beta form are accepted without a beta, and not checked.',
  ),
  ...of(
    'limits',
    'Calls are counted by the minute of the clock; the 429 of a tier and its text are invented, and so is the minute of `retry-after` for a full queue.',
    'The queue counts all items that are not processed yet, over all batches.',
  ),
  ...of('faults', 'The texts of `status` for which none was recorded, and of `human_review_disabled`, are invented.'),
];
