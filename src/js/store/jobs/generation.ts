// The generation of a key: the number of a write, as 16 hexadecimal digits. It is also the version of the value.

/** @internal */
export const GENERATION = /^g([0-9a-f]{16})$/;
/** @internal */
export const PENDING = /^p([0-9a-f]{16})-[0-9a-f]{16}$/;

/**
 * The first generation of a key. Random, so that a key that was deleted and created again repeats no generation.
 * @internal
 */
export const firstGeneration = (): string => hex(random() >> 1n);

/** @internal */
export const nextGeneration = (generation: string): string => hex(BigInt(`0x${generation}`) + 1n);

/** @internal */
export const randomSuffix = (): string => hex(random());

const random = (): bigint => crypto.getRandomValues(new BigUint64Array(1))[0] as bigint;
const hex = (number: bigint): string => number.toString(16).padStart(16, '0');
