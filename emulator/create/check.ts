import type { Admission } from '../auth.ts';
import { EXTENDED_OUTPUT_BETA } from '../betas.ts';
import { joined, utf8 } from '../bytes.ts';
import type { JsonObject } from '../json.ts';
import { findModel } from '../models.ts';
import type { ErrorObject } from '../wire.ts';
import { type Finding, NO_MODEL, serverError } from './texts.ts';

/**
 * The functions that check requests. The package itself has them.
 *
 * @example
 * import * as validator from 'message-batches';
 *
 * const emulator = createEmulator({ validator });
 */
export interface Validator {
  /**
   * Checks the requests of a create body.
   *
   * @example
   * const validate: Validator['validate'] = async () => ({ errors: 0, warnings: 0, issues: [] });
   */
  validate(
    input: Uint8Array,
    options: {
      apiVersion: Admission['version'];
      betas: string[];
      rules: Record<string, 'error' | 'warning' | 'off'>;
      maxIssues: number;
      now: Date;
    },
  ): Promise<{ errors: number; warnings: number; issues: Finding[] }>;
  /**
   * Returns the rules and their severities.
   *
   * @example
   * const rules: Validator['rules'] = async () => [];
   */
  rules(): Promise<{ code: string; severity: string }[]>;
  /**
   * Estimates input tokens, for `count_tokens`. Default: one token for each four characters.
   *
   * @example
   * const estimate: Validator['estimate'] = async (input) => ({ input_tokens: { likely: input.length / 4 } });
   */
  estimate?(input: Uint8Array): Promise<{ input_tokens: { likely: number } }>;
}

/** A request as received, with its `params` parsed. */
export interface Entry {
  bytes: Uint8Array;
  params: JsonObject;
}

/**
 * Rules that depend on the model are warnings by default, because the table of models may be outdated. The API was observed to
 * refuse violations of these, with known texts, so the emulator refuses them too.
 */
const REFUSED_BY_MODEL = [
  'messages.prefill.model',
  'tool_choice.forced_model',
  'thinking.mode_model',
  'sampling.not_default',
  'sampling.both',
  'model.retired',
  'prompt.too_long',
];

/** Maximum number of findings for one block of requests. If there are more, the block is halved and checked again. */
const MAX_ISSUES = 20_000;
const [OPEN, BETWEEN, CLOSE] = [utf8('{"requests":['), utf8(','), utf8(']}')];

/** Determines for each request whether and why it will end as `errored`: with the package's rules, and the API's texts. */
export class ItemCheck {
  readonly #load: () => Promise<Validator>;
  readonly #now: () => number;
  #ready: Promise<{ validator: Validator; rules: Record<string, 'error' | 'off'> }> | undefined;

  /**
   * `load` is called with the first batch, so that an emulator without batches needs no validator. `now` is the time of the
   * emulator's clock, which determines whether models are retired.
   */
  constructor(load: () => Promise<Validator>, now: () => number) {
    this.#load = load;
    this.#now = now;
  }

  async errors(entries: Entry[], admission: Admission): Promise<(ErrorObject | null)[]> {
    this.#ready ??= this.#prepare();
    const { validator, rules } = await this.#ready;
    const first = await firstFindings(validator, entries, {
      apiVersion: admission.version,
      betas: [...admission.betas],
      rules,
      maxIssues: MAX_ISSUES,
      now: new Date(this.#now()),
    });
    return entries.map(({ params }, index) => {
      const finding = first.get(index);
      return finding === undefined ? callError(params, admission) : serverError(finding, params);
    });
  }

  /** Requests only errors, because warnings do not make an item fail. */
  async #prepare() {
    const validator = await this.#load();
    const rules: Record<string, 'error' | 'off'> = {};
    for (const { code, severity } of await validator.rules()) if (severity !== 'error') rules[code] = 'off';
    for (const code of REFUSED_BY_MODEL) rules[code] = 'error';
    return { validator, rules };
  }
}

type Options = Parameters<Validator['validate']>[1];

/** Returns the first error of each request that has one, by the request's index. */
async function firstFindings(validator: Validator, entries: Entry[], options: Options): Promise<Map<number, Finding>> {
  const { issues, errors, warnings } = await validator.validate(bodyOf(entries), options);
  if (errors + warnings > issues.length && entries.length > 1) {
    const half = entries.length >> 1;
    const [left, right] = [entries.slice(0, half), entries.slice(half)];
    const found = await firstFindings(validator, left, options);
    for (const [index, finding] of await firstFindings(validator, right, options)) found.set(half + index, finding);
    return found;
  }
  const first = new Map<number, Finding>();
  for (const issue of issues) {
    if (issue.severity !== 'error' || issue.request === undefined) continue;
    const earlier = first.get(issue.request);
    if (earlier === undefined || rank(issue) < rank(earlier)) first.set(issue.request, issue);
  }
  return first;
}

/**
 * The order in which the API checks: first the shape of the fields, then the limits of the model, and last whether the model
 * exists.
 */
function rank({ code }: Finding): number {
  if (NO_MODEL.includes(code)) return 2;
  return REFUSED_BY_MODEL.includes(code) ? 1 : 0;
}

function bodyOf(entries: Entry[]): Uint8Array {
  return requestBody(entries.map(({ bytes }) => bytes));
}

/** Makes a create body from the bytes of its requests. */
export function requestBody(requests: Uint8Array[]): Uint8Array {
  return joined([OPEN, ...requests.flatMap((bytes, index) => (index === 0 ? [bytes] : [BETWEEN, bytes])), CLOSE]);
}

/**
 * Checks rules that depend on the call, or that are only warnings in the package because its table may be older than the API's.
 */
function callError(params: JsonObject, { betas, userProfileId }: Admission): ErrorObject | null {
  const profile = params.user_profile_id;
  if (userProfileId !== null && typeof profile === 'string' && profile !== userProfileId) {
    const message = 'user_profile_id: Input should match the `anthropic-user-profile-id` header';
    return { type: 'invalid_request_error', message };
  }
  const { model, max_tokens: maxTokens } = params;
  const known = findModel(String(model));
  if (known === undefined) return { type: 'not_found_error', message: `model: ${String(model)}` };
  const extended = betas.has(EXTENDED_OUTPUT_BETA) ? known.extendedMaxTokens : undefined;
  const ceiling = extended ?? known.maxTokens;
  if (!(Number(maxTokens) > ceiling)) return null;
  const message = `max_tokens: ${maxTokens} > ${ceiling}, which is the maximum allowed number of output tokens for ${known.id}`;
  return { type: 'invalid_request_error', message };
}
