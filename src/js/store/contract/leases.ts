import { acquireLease } from '../jobs/lease.ts';
import { expectEqual, type StoreCheck, storeCheck } from './expect.ts';

const TTL = 1000;

/** A clock that a check controls. */
function clock() {
  let time = 1_000_000;
  const pass = (ms: number) => {
    time += ms;
  };
  return { now: () => time, pass };
}

/** @internal */
export const leaseChecks: StoreCheck[] = [
  storeCheck('of 10 that want a lease one acquires it', async ({ store, area }) => {
    const { now } = clock();
    const leases = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        acquireLease(store, `${area}lease`, { owner: `owner-${index}`, ttlMs: TTL, now }),
      ),
    );
    const acquired = leases.filter((lease) => lease !== undefined);
    expectEqual('the number of leases', acquired.length, 1);
    expectEqual('its token', acquired[0]?.token, 1);
    const late = await acquireLease(store, `${area}lease`, { owner: 'owner-10', ttlMs: TTL, now });
    expectEqual('a lease while it is held', late, undefined);
  }),

  storeCheck('a lease can be acquired once it has expired, with a greater token', async ({ store, area }) => {
    const { now, pass } = clock();
    const acquire = (owner: string) => acquireLease(store, `${area}lease`, { owner, ttlMs: TTL, now });
    const dead = await acquire('dead');
    pass(TTL - 1);
    expectEqual('a lease before it expires', await acquire('waiting'), undefined);
    pass(1);
    const next = await acquire('waiting');
    expectEqual('the tokens', [dead?.token, next?.token], [1, 2]);
    expectEqual('renew of the lost lease', await dead?.renew(), false);
    expectEqual('renew of the lost lease again', await dead?.renew(), false);
    expectEqual('renew of the lease', await next?.renew(), true);
  }),

  storeCheck(
    'a lease that is renewed lasts, and one that expired can be renewed while nobody took it',
    async ({ store, area }) => {
      const { now, pass } = clock();
      const acquire = (owner: string) => acquireLease(store, `${area}lease`, { owner, ttlMs: TTL, now });
      const lease = await acquire('first');
      pass(TTL - 1);
      expectEqual('renew', await lease?.renew(), true);
      pass(TTL - 1);
      expectEqual('a lease while it is held', await acquire('second'), undefined);
      pass(TTL * 5);
      expectEqual('renew after it expired', await lease?.renew(), true);
      expectEqual('a lease after that', await acquire('second'), undefined);
    },
  ),

  storeCheck('a released lease can be acquired at once; a lost one is not released', async ({ store, area }) => {
    const { now, pass } = clock();
    const acquire = (owner: string) => acquireLease(store, `${area}lease`, { owner, ttlMs: TTL, now });
    const first = await acquire('first');
    await first?.release();
    await first?.release();
    expectEqual('renew after release', await first?.renew(), false);
    const second = await acquire('second');
    expectEqual('the token after a release', second?.token, 2);
    pass(TTL);
    const third = await acquire('third');
    await second?.release();
    expectEqual('a lease after the release of a lost one', await acquire('fourth'), undefined);
    expectEqual('renew of the lease', await third?.renew(), true);
  }),

  storeCheck('concurrent calls of one lease do not lose it', async ({ store, area }) => {
    const { now } = clock();
    const lease = await acquireLease(store, `${area}lease`, { owner: 'owner', ttlMs: TTL, now });
    const renewed = await Promise.all(Array.from({ length: 5 }, () => lease?.renew()));
    expectEqual('renew', renewed, [true, true, true, true, true]);
    await lease?.release();
  }),
];
