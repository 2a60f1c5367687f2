// The sources of rows, and the types of the requests.
import {
  BatchClient,
  type BatchInput,
  type BatchRequest,
  fromRows,
  type MessageParams,
  type ParamsTemplate,
  type RowId,
  type RowOptions,
  type RowRequests,
  type RowSource,
  RowsError,
  validate,
} from 'message-batches';

interface Customer {
  name: string;
  age: number;
}
const customers: Customer[] = [{ name: 'Ann', age: 30 }];
async function* cursor(): AsyncGenerator<Customer> {
  yield* customers;
}

const sources: RowSource[] = [
  customers,
  new Set(customers),
  cursor(),
  'name,age\nAnn,30',
  new Uint8Array(),
  new Blob(),
  new ReadableStream<Uint8Array>(),
];
const params: MessageParams = { model: 'm', max_tokens: 1, messages: [{ role: 'user', content: '{{name}}' }] };
const template: ParamsTemplate = { model: 'm', max_tokens: '{{age | json}}', messages: [] };
const options: RowOptions = { format: 'csv', delimiter: ';', id: 'name', defaults: { age: 1, name: null } };
for (const source of sources) fromRows(source, template, options);

const requests: RowRequests = fromRows(customers, params);
for await (const request of requests) request satisfies BatchRequest;
for await (const piece of requests.jsonl()) piece satisfies Uint8Array<ArrayBuffer>;
for await (const { custom_id, row, key } of requests.ids()) {
  custom_id satisfies string;
  row satisfies number;
  key satisfies string | undefined;
}
requests.reiterable satisfies boolean;
requests satisfies BatchInput;
await validate(requests);
await new BatchClient().create(requests);
const map = new Map<string, RowId>();
for await (const id of requests.ids()) map.set(id.custom_id, id);

// The column of the ids: a key of the rows, a path, a variable, and any name where the type does not say which there are.
interface Nested {
  name: string;
  email?: string;
  user: { id: number };
}
declare const nested: Nested[];
declare const column: string;
declare const word: 'name' | 'email';
declare const objects: object[];
declare const records: Record<string, unknown>[];
declare const either: ({ a: number } | { b: string })[];
declare const source: RowSource;
for (const id of ['name', 'email', 'user.id', word, undefined] as const) fromRows(nested, params, { id });
fromRows(nested, params, { id: column });
fromRows(nested, params, options);
fromRows(cursor(), params, { id: 'age' });
fromRows(new Set(nested), params, { id: 'email' });
fromRows(either, params, { id: 'b' });
fromRows([{ a: 1 }, { b: 2 }], params, { id: 'b' });
for (const rows of [objects, records]) fromRows(rows, params, { id: 'x' });
for (const rows of ['a,b', new Blob(), source]) fromRows(rows, params, { id: 'b' });
fromRows(JSON.parse('[]'), params, { id: 'x' });
fromRows([], params, { id: 'x' });
fromRows<Customer>(customers, params, { id: 'name' });
const made = <Row extends { id: string }, Key extends keyof Row & string>(rows: Row[], key: Key) => [
  fromRows(rows, params, { id: 'id' }),
  fromRows(rows, params, { id: key }),
];
// @ts-expect-error not a column of the rows
fromRows([{ a: 1 }], params, { id: 'b' });
// @ts-expect-error not a column of the rows
fromRows(cursor(), params, { id: 'nam' });
// @ts-expect-error not a column of the rows
fromRows(nested, params, { id: 'mail' });

// @ts-expect-error rows are objects
fromRows([1, 2], params);
// @ts-expect-error not rows
fromRows(7, params);
// @ts-expect-error a template is an object
fromRows(customers, 'text');
// @ts-expect-error no template
fromRows(customers);
// @ts-expect-error a format that does not exist
fromRows('', params, { format: 'xlsx' });
// @ts-expect-error the name of a column
fromRows('', params, { id: 1 });
// @ts-expect-error an option that does not exist
fromRows('', params, { default: {} });
// @ts-expect-error read only
requests.reiterable = true;

try {
  await validate(requests);
} catch (error) {
  if (error instanceof RowsError) {
    error.row satisfies number | undefined;
    error.line satisfies number | undefined;
  }
}

export { made };
