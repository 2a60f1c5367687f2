import { isObject, type JsonObject } from '../json.ts';
import { OPERATIONS, type Operation } from '../operation.ts';
import { FAULT_KINDS, type FaultKind, type Parameter } from './kinds.ts';

/**
 * One fault: its kind, the parameters of that kind, and when it strikes.
 *
 * @example
 * const overloaded: Fault = { fault: 'status', status: 529, operation: 'create', attempt: { to: 2 } };
 * const emulator = createEmulator({ faults: [overloaded] });
 */
export interface Fault {
  /** Kind of the fault. */
  fault: FaultKind;
  /** Operations that it strikes. Default: all. */
  operation?: Operation | 'any' | Operation[];
  /** Strikes only calls for this batch: its id, or its number in order of creation, from 1. Default: every batch. */
  batch?: string | number;
  /**
   * Strikes only these calls of an operation, from 1: a number, several, or a range. Calls for a batch are counted per
   * batch, creates and lists overall. Default: every call.
   */
  attempt?: number | number[] | { from?: number; to?: number };
  /** Strikes this share of the calls, 0 to 1, drawn by the seed. Default: 1. */
  share?: number;
  /** Maximum number of strikes. Default: no limit. */
  times?: number;
  [parameter: string]: unknown;
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1;
/** An empty list would match no call, so it is rejected. */
const isListOf = (fits: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(fits);
const isOperation = (value: unknown) => OPERATIONS.some((name) => name === value);

const WHEN: Record<string, Parameter> = {
  operation: {
    expected: `any, ${OPERATIONS.join(', ')}, or an array of these`,
    fits: (value) => value === 'any' || isOperation(value) || isListOf(isOperation)(value),
    default: 'any',
  },
  batch: {
    expected: 'the id of a batch, or its number from 1',
    fits: (value) => (typeof value === 'string' && value !== '') || isCount(value),
    default: undefined,
  },
  attempt: {
    expected: 'a number from 1, an array of such, or { from, to } with from not above to',
    fits: (value) => isCount(value) || isListOf(isCount)(value) || isRange(value),
    default: undefined,
  },
  share: {
    expected: 'a share from 0 to 1',
    fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
    default: 1,
  },
  times: {
    expected: 'a whole number from 0 up',
    fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    default: undefined,
  },
};

/**
 * Returns the faults of a document, an array or `{ "faults": [ … ] }`, with all defaults filled in.
 *
 * @throws TypeError that names the position of the error: `faults[2].status: expected …, found …`.
 */
export function faultsFrom(given: unknown): Fault[] {
  if (given === undefined) return [];
  if (!Array.isArray(given) && isObject(given)) {
    const extra = Object.keys(given).find((key) => key !== 'faults');
    if (extra !== undefined) throw wrong('faults', 'the key faults alone', extra);
    return faultsFrom(given.faults ?? null);
  }
  if (!Array.isArray(given)) throw wrong('faults', 'an array of faults', given);
  return given.map((fault, index) => faultFrom(fault, `faults[${index}]`));
}

function faultFrom(given: unknown, path: string): Fault {
  if (!isObject(given)) throw wrong(path, 'an object', given);
  const kind = given.fault;
  if (typeof kind !== 'string' || !Object.hasOwn(FAULT_KINDS, kind)) {
    throw wrong(`${path}.fault`, `one of ${Object.keys(FAULT_KINDS).join(', ')}`, kind);
  }
  const parameters: Record<string, Parameter> = { ...WHEN, ...FAULT_KINDS[kind as FaultKind] };
  const extra = Object.keys(given).find((key) => key !== 'fault' && !Object.hasOwn(parameters, key));
  if (extra !== undefined) {
    throw wrong(`${path}`, `for ${kind} only the keys ${['fault', ...Object.keys(parameters)].join(', ')}`, extra);
  }
  const fault: JsonObject = { fault: kind };
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name];
    if (value === undefined && 'default' in parameter) fault[name] = parameter.default;
    else if (parameter.fits(value)) fault[name] = value;
    else throw wrong(`${path}.${name}`, parameter.expected, value);
  }
  return fault as unknown as Fault;
}

function isRange(value: unknown): boolean {
  if (!isObject(value)) return false;
  const known = Object.entries(value).every(([key, bound]) => (key === 'from' || key === 'to') && isCount(bound));
  return known && Number(value.from ?? 1) <= Number(value.to ?? Number.POSITIVE_INFINITY);
}

function wrong(path: string, expected: string, found: unknown): TypeError {
  const shown = found === undefined ? 'nothing' : shortened(JSON.stringify(found) ?? typeof found);
  return Object.assign(new TypeError(`${path}: expected ${expected}, found ${shown}`), { code: 'invalid_option' });
}

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
