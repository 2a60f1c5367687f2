// The allowed words of client options.
import type { ApiVersion, CoreSettings } from './calls.ts';

export const AUTH: readonly NonNullable<CoreSettings['auth']>[] = ['bearer', 'x-api-key'];
export const VERSIONS: readonly ApiVersion[] = ['2026-10-21', '2023-06-01'];
