/**
 * The site's Worker: forwards the six Message Batches operations under /v1/messages/batches with the API key, and serves the page
 * as static assets. Logs nothing unless AUDIT is set. Of bodies, it reads only short answers.
 */
import { ANNOUNCEMENT } from '../../emulator/idempotency.ts';
import { type AccessEnv, checkAccess } from './access.ts';
import { type AuditEnv, audit } from './audit.ts';
import { type RelayEnv, relay } from './relay.ts';
import { route } from './route.ts';

export { KeyedCreate } from './keyed_create.ts';

interface Env extends AccessEnv, AuditEnv, RelayEnv {
  ASSETS: Fetcher;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname !== '/v1' && !pathname.startsWith('/v1/')) return env.ASSETS.fetch(request);

    const answer = await answerTo(request, pathname, env, ctx);
    for (const [name, value] of Object.entries(ANNOUNCEMENT)) answer.headers.set(name, value);
    return answer;
  },
} satisfies ExportedHandler<Env>;

async function answerTo(request: Request, pathname: string, env: Env, ctx: ExecutionContext): Promise<Response> {
  const found = route(request.method, pathname);
  if (found instanceof Response) return found;
  const began = Date.now();
  const answer = (await checkAccess(request, env)) ?? (await relay(request, found, env, ctx));
  if (env.AUDIT === 'true') audit(request, found, answer, Date.now() - began);
  return answer;
}
