import {
  bytesOf,
  expectBytes,
  expectEqual,
  expectRejection,
  expectVersion,
  type StoreCheck,
  storeCheck,
} from './expect.ts';

/** @internal */
export const versionChecks: StoreCheck[] = [
  storeCheck('put with ifVersion writes only on top of that version', async ({ store, area }) => {
    const key = `${area}compared`;
    expectEqual(
      'put on a version that nothing has',
      await store.put(key, bytesOf(0), { ifVersion: 'none' }),
      undefined,
    );
    expectEqual('get after it', await store.get(key), undefined);
    const first = expectVersion('put', await store.put(key, bytesOf(1)));
    const second = expectVersion('put on the version', await store.put(key, bytesOf(2), { ifVersion: first }));
    expectEqual('put on the version before', await store.put(key, bytesOf(3), { ifVersion: first }), undefined);
    const stored = await store.get(key);
    expectBytes('get', stored?.value, bytesOf(2));
    expectEqual('the version', stored?.version, second);
  }),

  storeCheck('put with ifVersion null writes only where nothing is stored', async ({ store, area }) => {
    const key = `${area}created`;
    expectVersion('put where nothing is', await store.put(key, bytesOf(1), { ifVersion: null }));
    expectEqual('put where something is', await store.put(key, bytesOf(2), { ifVersion: null }), undefined);
    expectBytes('get', (await store.get(key))?.value, bytesOf(1));
    await store.delete(key);
    expectVersion('put after delete', await store.put(key, bytesOf(3), { ifVersion: null }));
  }),

  storeCheck('delete with ifVersion deletes only that version', async ({ store, area }) => {
    const key = `${area}deleted`;
    expectEqual('delete of nothing', await store.delete(key), false);
    const first = expectVersion('put', await store.put(key, bytesOf(1)));
    const second = expectVersion('put again', await store.put(key, bytesOf(2)));
    expectEqual('delete of the version before', await store.delete(key, { ifVersion: first }), false);
    expectBytes('get', (await store.get(key))?.value, bytesOf(2));
    expectEqual('delete of the version', await store.delete(key, { ifVersion: second }), true);
    expectEqual('get after it', await store.get(key), undefined);
    expectEqual('delete again', await store.delete(key, { ifVersion: second }), false);
    expectEqual('put on what was deleted', await store.put(key, bytesOf(3), { ifVersion: second }), undefined);
  }),

  storeCheck('no version of a key repeats, also after delete', async ({ store, area }) => {
    const key = `${area}versions`;
    const seen = new Set<string>();
    for (let round = 0; round < 8; round += 1) {
      for (let write = 0; write < 3; write += 1) {
        const version = expectVersion('put', await store.put(key, bytesOf(1)));
        if (seen.has(version)) throw new Error(`put: expected a version that was never used, found ${version} again`);
        seen.add(version);
      }
      await store.delete(key);
      await store.put(key, bytesOf(1), { ifVersion: null });
      for (const version of seen) {
        if ((await store.put(key, bytesOf(2), { ifVersion: version })) === undefined) continue;
        throw new Error(`put: expected that the version ${version}, which was deleted, is not met again`);
      }
      await store.delete(key);
    }
  }),

  storeCheck('of 50 concurrent writers exactly one wins each version', async ({ store, area }) => {
    const key = `${area}contended`;
    let version: string | null = null;
    for (let round = 0; round < 4; round += 1) {
      const ifVersion: string | null = version;
      const versions = await Promise.all(
        Array.from({ length: 50 }, (_, writer) => store.put(key, bytesOf(round, writer), { ifVersion })),
      );
      const winners = versions.flatMap((won, writer) => (won === undefined ? [] : [writer]));
      expectEqual('the number of winners', winners.length, 1);
      const [winner = -1] = winners;
      const stored = await store.get(key);
      expectBytes('the value of the winner', stored?.value, bytesOf(round, winner));
      expectEqual('the version of the winner', stored?.version, versions[winner]);
      version = stored?.version ?? null;
    }
  }),

  storeCheck('concurrent increments by compare-and-set lose none', async ({ store, area }) => {
    const key = `${area}counter`;
    const increment = async () => {
      for (;;) {
        const stored = await store.get(key);
        const count = (stored?.value[0] ?? 0) + 1;
        if ((await store.put(key, bytesOf(count), { ifVersion: stored?.version ?? null })) !== undefined) return;
      }
    };
    const worker = async () => {
      for (let round = 0; round < 5; round += 1) await increment();
    };
    await Promise.all(Array.from({ length: 10 }, worker));
    expectBytes('the counter', (await store.get(key))?.value, bytesOf(50));
  }),

  storeCheck('of concurrent deletes of a version exactly one wins', async ({ store, area }) => {
    const key = `${area}removed`;
    for (let round = 0; round < 5; round += 1) {
      const ifVersion = expectVersion('put', await store.put(key, bytesOf(1), { ifVersion: null }));
      const done = await Promise.all(Array.from({ length: 20 }, () => store.delete(key, { ifVersion })));
      expectEqual('the number of winners', done.filter(Boolean).length, 1);
      expectEqual('get', await store.get(key), undefined);
    }
  }),

  storeCheck('of a put and a delete on one version exactly one wins', async ({ store, area }) => {
    const key = `${area}either`;
    for (let round = 0; round < 10; round += 1) {
      const ifVersion = expectVersion('put', await store.put(key, bytesOf(1)));
      const [version, isDeleted] = await Promise.all([
        store.put(key, bytesOf(2), { ifVersion }),
        store.delete(key, { ifVersion }),
      ]);
      expectEqual('put won and delete won', [version !== undefined, isDeleted].filter(Boolean).length, 1);
      expectEqual('the version', (await store.get(key))?.version, version);
    }
  }),

  storeCheck('put and delete reject a condition that cannot be one', async ({ store, area }) => {
    for (const ifVersion of [1, true, {}] as unknown as string[]) {
      await expectRejection('put', () => store.put(`${area}wrong`, bytesOf(1), { ifVersion }));
      await expectRejection('delete', () => store.delete(`${area}wrong`, { ifVersion }));
    }
    expectEqual('get', await store.get(`${area}wrong`), undefined);
  }),
];
