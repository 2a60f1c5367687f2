import type { Brief } from '../create/brief.ts';
import { chance, type Random } from '../seeded.ts';
import type { Usage } from '../wire.ts';

/**
 * Returns the usage as a batch reports it. Requests of a batch run in parallel, so a prefix that others have written is found
 * only with probability `hits`. Otherwise the request writes it again.
 */
export function usageOf(brief: Brief, outputTokens: number, hits: number, random: Random): Usage {
  const { cache, inputTokens } = brief;
  const cached = cache?.tokens ?? 0;
  const reads = cache !== undefined && !cache.first && chance(random) < hits;
  const written = reads ? 0 : cached;
  return {
    input_tokens: Math.max(1, inputTokens - cached),
    cache_creation_input_tokens: written,
    cache_read_input_tokens: reads ? cached : 0,
    cache_creation: {
      ephemeral_5m_input_tokens: cache?.ttl === '5m' ? written : 0,
      ephemeral_1h_input_tokens: cache?.ttl === '1h' ? written : 0,
    },
    output_tokens: outputTokens,
    service_tier: 'batch',
    inference_geo: brief.geo ?? 'not_available',
  };
}
