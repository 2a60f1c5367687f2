// Times after which the API ends or deletes something: https://platform.claude.com/docs/en/build-with-claude/batch-processing

const HOUR_MS = 3_600_000;

/** Time after which a batch expires. */
export const EXPIRY_MS = 24 * HOUR_MS;

/** Time after which the results of a batch are deleted. */
export const RETENTION_MS = 29 * 24 * HOUR_MS;
