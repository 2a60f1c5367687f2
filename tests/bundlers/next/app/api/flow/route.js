import { flow, words } from '../../flow.js';

export const dynamic = 'force-dynamic';

export async function GET() {
  return new Response(await flow({ apiKey: 'k' }).catch(words));
}
