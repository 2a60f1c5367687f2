// The properties of records.
import {
  BatchClient,
  type BatchRecord,
  BatchResults,
  type CanceledRecord,
  type ErroredRecord,
  type ErrorObject,
  type ExpiredRecord,
  type Job,
  type JoinOptions,
  type MalformedRecord,
  type MessageBatchIndividualResponse,
  type MessageBatchResult,
  type OtherRecord,
  type Outcome,
  type ResultsPosition,
  readResults,
  type SucceededRecord,
  type Tally,
  type Usage,
} from 'message-batches';

const results: BatchResults = await new BatchClient().results('id');
const position: ResultsPosition = results.position;
const iterable: AsyncIterable<BatchRecord> & AsyncDisposable = results;
for await (const records of results.chunks()) records satisfies BatchRecord[];
await results.cancel();

// The number of records: a number, or unknown
await new BatchClient().results('id', { recordCount: 3 });
await new BatchClient().results('id', { recordCount: false, from: position });
await readResults('', { recordCount: 0, maxLineBytes: 1_000_000 });
// @ts-expect-error true is not a count
await new BatchClient().results('id', { recordCount: true });
// @ts-expect-error not a number
await readResults('', { recordCount: '3' });
const tally: Tally = await results.tally();
tally.saturated satisfies true | undefined;

for await (const record of results) {
  const id: string = record.custom_id;
  const text: string = record.text;
  const raw: Uint8Array = record.raw;
  const place: [number, number] = [record.line, record.byteOffset];
  const usage: Usage | undefined = record.usage;
  const error: ErrorObject | undefined = record.error;
  const whole: MessageBatchIndividualResponse = record;

  // `type` distinguishes records; `outcome` is a closed set, so that a switch can be exhaustive
  if (record.type === 'succeeded') {
    record satisfies SucceededRecord;
    record.usage.input_tokens satisfies number;
    record.result.message.content[0]?.text satisfies string | undefined;
  } else if (record.type === 'errored') {
    record satisfies ErroredRecord;
    record.error.message satisfies string;
    record.outcome satisfies 'retry_as_is' | 'fix_and_retry';
    record.result.error.error.message satisfies string;
  } else if (record.type === 'malformed') {
    record satisfies MalformedRecord;
    record.error.message satisfies string;
  } else if (record.type === 'canceled') record satisfies CanceledRecord;
  else if (record.type === 'expired') record satisfies ExpiredRecord;
  else {
    record satisfies OtherRecord;
    record.type satisfies string;
  }
  describe(record.outcome) satisfies string;

  // The result as the API sends it, narrowed by its type; the error is nested twice
  const { result } = record;
  if (result.type === 'succeeded') result.message.content[0]?.text satisfies string | undefined;
  else if (result.type === 'errored') result.error.error.message satisfies string;
  else result.type satisfies 'canceled' | 'expired';

  // @ts-expect-error only answers have usage
  record.usage.input_tokens;
  // @ts-expect-error only errors have one
  record.error.message;
  // @ts-expect-error not every result has a message
  result.message;
  // @ts-expect-error the useful type is one level deeper
  if (result.type === 'errored' && result.error.type === 'invalid_request_error') break;
  // @ts-expect-error records are read only
  record.custom_id = 'b';
  // @ts-expect-error not an outcome
  if (record.outcome === 'failed') break;
  console.log(id, text, raw, place, usage, error, whole);
}

function describe(outcome: Outcome): string {
  switch (outcome) {
    case 'done':
    case 'empty':
    case 'truncated':
    case 'refused':
    case 'paused':
    case 'tool_use':
      return 'answered';
    case 'retry_as_is':
    case 'fix_and_retry':
      return 'failed';
    case 'canceled':
    case 'expired':
      return 'not started';
    case 'malformed':
      return 'unreadable';
  }
}

// @ts-expect-error results come from a client
new BatchResults();

export const kept: [ResultsPosition, AsyncIterable<BatchRecord>, MessageBatchResult | undefined] = [
  position,
  iterable,
  undefined,
];

// The key of a join: a key of the rows, a path, a variable, a function, and any name where the type does not say which there are.
interface User {
  name: string;
  email?: string;
  user: { id: number };
}
class Made {
  constructor(readonly key: string) {}
  get id(): number {
    return this.key.length;
  }
}
declare const users: User[];
declare const column: string;
declare const word: 'name' | 'email';
declare const objects: object[];
declare const records: Record<string, unknown>[];
declare const either: ({ a: number } | { b: string })[];
declare const cursor: AsyncIterable<User>;
declare const extended: (User & Record<string, unknown>)[];
declare const made: Made[];
const options: JoinOptions<User> = { key: 'email', maxIds: 1 };
for (const key of ['name', 'email', 'user.id', word, undefined] as const) results.join(users, { key });
results.join(users, { key: column });
results.join(users, { key: (row) => row.name });
results.join(users, options);
results.join(users, {});
results.join(users);
results.join<User>(users, { key: 'name' });
results.join(cursor, { key: 'name' });
results.join(new Set(users), { key: 'name' });
results.join(made, { key: 'id' });
results.join(either, { key: 'b' });
results.join([{ a: 1 }, { b: 1 }], { key: 'b' });
results.join([{ 'a b': 1 }] as const, { key: 'a b' });
results.join(extended, { key: 'x' });
for (const rows of [objects, records]) results.join(rows, { key: 'x' });
results.join(JSON.parse('[]'), { key: 'x' });
results.join([], { key: 'x' });
results.join(
  users.map((user) => ({ ...user, age: 1 })),
  { key: 'age' },
);
for await (const { row, record } of results.join(users, { key: 'name' }))
  [row.name, record?.outcome] satisfies unknown[];
const joined = <Row extends { id: string }, Key extends keyof Row & string>(rows: Row[], key: Key) => [
  results.join(rows, { key: 'id' }),
  results.join(rows, { key }),
  results.join(rows, { key: (row) => row.id }),
];
declare const job: Job;
job.join(users, { key: 'user.id' });
// @ts-expect-error not a column of the rows
results.join([{ a: 1 }], { key: 'b' });
// @ts-expect-error not a column of the rows
results.join(cursor, { key: 'nam' });
// @ts-expect-error not a column of the rows
results.join(made, { key: 'name' });
// @ts-expect-error not a column of the rows
job.join(users, { key: 'mail' });
// @ts-expect-error not the name of a column
results.join(users, { key: 1 });

export { joined };
