// Parses answers as JSON and validates them with the caller's validator.
import type { BatchRecord, RecordBase } from '../../wire/record_types.ts';
import type { ErrorObject, Outcome } from '../../wire/types.ts';
import { wrong } from '../options.ts';

/**
 * A validator that follows Standard Schema, such as those of Zod, Valibot and ArkType.
 *
 * @example
 * const validate = (value: unknown) => (typeof value === 'number' ? { value } : { issues: [{ message: 'no number' }] });
 * const number: StandardSchema<number> = { '~standard': { version: 1, vendor: 'example', validate } };
 * for await (const { parsed } of client.results(id, { schema: number })) console.log(parsed);
 */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Verdict<T> | Promise<Verdict<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

type Verdict<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/**
 * The validator for answers: a Standard Schema, or a function that returns whether a value is valid, such as one made by a JSON
 * Schema compiler. If the function sets `errors` with a `message`, as Ajv's functions do, the first is reported.
 *
 * @example
 * const isCity = (value: unknown): value is { city: string } => typeof value === 'object' && value !== null && 'city' in value;
 * const schema: AnswerSchema<{ city: string }> = isCity;
 * for await (const { parsed } of client.results(id, { schema })) console.log(parsed?.city);
 */
export type AnswerSchema<T> =
  | StandardSchema<T>
  | (((value: unknown) => value is T & {}) & { errors?: unknown })
  | (((value: unknown) => boolean | Promise<boolean>) & { errors?: unknown });

/**
 * A record whose answer was validated. An answer that fails has the outcome `fix_and_retry` and the reason
 * `invalid_answer`.
 *
 * @example
 * const city = ({ parsed }: ParsedRecord<{ city: string }>) => parsed?.city ?? 'unknown';
 */
export type ParsedRecord<T = unknown> = BatchRecord & {
  /** The answer as data, if it is complete and valid. */
  readonly parsed: T | undefined;
};

/** Throws for a value that is not a validator. */
export function checkSchema(schema: unknown): void {
  const standard = (schema as { '~standard'?: { validate?: unknown } } | null | undefined)?.['~standard'];
  if (typeof schema === 'function' || typeof standard?.validate === 'function') return;
  throw wrong('schema', 'a Standard Schema or a function', schema);
}

/**
 * Returns the records with the result of the validation. Only complete answers are validated; other records stay unchanged.
 * `jsonIn` finds the JSON in a text that contains more than JSON.
 */
export async function withAnswers<T>(
  records: BatchRecord[],
  schema: AnswerSchema<T>,
  jsonIn: (text: string) => string | undefined,
): Promise<ParsedRecord<T>[]> {
  if ('~standard' in schema) return Promise.all(records.map((record) => withAnswer(record, schema, jsonIn)));
  // One at a time, because such a function has the errors of its last call only.
  const checked: ParsedRecord<T>[] = [];
  for (const record of records) checked.push(await withAnswer(record, schema, jsonIn));
  return checked;
}

async function withAnswer<T>(
  record: BatchRecord,
  schema: AnswerSchema<T>,
  jsonIn: (text: string) => string | undefined,
): Promise<ParsedRecord<T>> {
  if (record.outcome !== 'done') return checkedRecord<T>(record, undefined, undefined);
  let value: unknown;
  try {
    value = parseAnswer(record.text, jsonIn);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return checkedRecord<T>(record, undefined, 'expected the answer to be JSON, found other text');
  }
  const verdict = await validate(value, schema);
  if (!verdict.issues) return checkedRecord(record, verdict.value, undefined);
  const [first] = verdict.issues;
  const path = (first?.path ?? []).map(keyOf).join('.');
  const more = verdict.issues.length > 1 ? ` (and ${verdict.issues.length - 1} more)` : '';
  return checkedRecord<T>(
    record,
    undefined,
    `${path && `${path}: `}${first?.message ?? 'does not match the schema'}${more}`,
  );
}

/** A part of a path: a key, or an object with one. */
const keyOf = (part: unknown): string =>
  String(typeof part === 'object' && part !== null ? Reflect.get(part, 'key') : part);

function parseAnswer(text: string, jsonIn: (text: string) => string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return JSON.parse(jsonIn(text) ?? text);
  }
}

async function validate<T>(value: unknown, schema: AnswerSchema<T>): Promise<Verdict<T>> {
  if ('~standard' in schema) return schema['~standard'].validate(value);
  const judged: unknown = schema(value);
  // Read before the await, during which another reading may call the same function. One that returns a promise sets them later.
  const { errors } = schema;
  const isValid = await judged;
  if (isValid) return { value: value as T };
  const found = isValid === judged ? errors : schema.errors;
  return {
    issues: (Array.isArray(found) ? found : []).map(({ message, instancePath }) => ({
      message: String(message),
      path: String(instancePath ?? '')
        .split('/')
        .slice(1),
    })),
  };
}

function checkedRecord<T>(record: BatchRecord, parsed: T | undefined, problem: string | undefined): ParsedRecord<T> {
  return new CheckedRecord<T>(record, parsed, problem) as RecordBase as ParsedRecord<T>;
}

class CheckedRecord<T> implements RecordBase {
  readonly #record: BatchRecord;
  readonly #problem: string | undefined;
  readonly parsed: T | undefined;

  constructor(record: BatchRecord, parsed: T | undefined, problem: string | undefined) {
    this.#record = record;
    this.#problem = problem;
    this.parsed = parsed;
  }

  get custom_id(): string {
    return this.#record.custom_id;
  }

  get type(): string {
    return this.#record.type;
  }

  get outcome(): Outcome {
    return this.#problem === undefined ? this.#record.outcome : 'fix_and_retry';
  }

  get reason(): string {
    return this.#problem === undefined ? this.#record.reason : 'invalid_answer';
  }

  get result(): BatchRecord['result'] {
    return this.#record.result;
  }

  get text(): string {
    return this.#record.text;
  }

  get usage(): BatchRecord['usage'] {
    return this.#record.usage;
  }

  get error(): ErrorObject | undefined {
    return this.#problem === undefined ? this.#record.error : { type: 'invalid_answer', message: this.#problem };
  }

  get raw(): BatchRecord['raw'] {
    return this.#record.raw;
  }

  get line(): number {
    return this.#record.line;
  }

  get byteOffset(): number {
    return this.#record.byteOffset;
  }

  toJSON(): unknown {
    return (this.#record as { toJSON?(): unknown }).toJSON?.();
  }
}
