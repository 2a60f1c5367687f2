// The environment variables that a client reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batch, inProcess, NODE_ENTRY, serving } from './setup.mjs';

const URL_SHAPE = 'an absolute http or https URL such as https://relay.example.com';

test('a client keeps the environment that it was made in: key and address stay together', async () => {
  const program = `import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
    const seen = [];
    const fetch = async (url, { headers }) => { seen.push([url, headers.get('authorization')]); return Response.json({}, { status: 404 }); };
    const client = new BatchClient({ fetch });
    process.env.ANTHROPIC_BASE_URL = 'https://two.example';
    process.env.ANTHROPIC_API_KEY = 'key-two';
    await client.retrieve('a').catch(() => {});
    console.log(JSON.stringify(seen));`;
  const { stdout } = await inProcess(program, {
    env: { ANTHROPIC_API_KEY: 'key-one', ANTHROPIC_BASE_URL: 'https://one.example' },
  });
  assert.equal(stdout, '[["https://one.example/v1/messages/batches/a","Bearer key-one"]]\n');
});

test('ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL are defaults, an option wins over them', async (t) => {
  const server = await serving(t, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(batch()));
  });
  const run = (options) =>
    inProcess(
      `import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
       console.log((await new BatchClient(${options}).retrieve('a')).id);`,
      { env: { ANTHROPIC_API_KEY: 'of-the-environment', ANTHROPIC_BASE_URL: server.url } },
    );
  for (const options of ['', '{ apiKey: "own" }']) {
    assert.deepEqual({ ...(await run(options)), ms: 0 }, { code: 0, stdout: 'msgbatch_1\n', stderr: '', ms: 0 });
  }
  assert.deepEqual(
    server.calls.map(({ headers }) => headers.authorization),
    ['Bearer of-the-environment', 'Bearer own'],
  );
});

test('a variable of the environment with a wrong value is named in the error', async () => {
  const run = async (env, options = '') => {
    const program = `import { BatchClient } from ${JSON.stringify(NODE_ENTRY)};
      const client = new BatchClient(${options});
      for (const call of [() => client.retrieve('a'), () => client.results('a'), () => client.create([{ custom_id: 'a', params: {} }], { validate: false })]) {
        await call().then(console.log, (error) => console.log(error.name, error.message, error.stack.includes(error.message)));
      }`;
    const { stdout } = await inProcess(program, { env: { ANTHROPIC_API_KEY: 'k', ...env } });
    return stdout;
  };
  const three = (line) => `${line} true\n`.repeat(3);
  const shape = `expected ${URL_SHAPE}, found "relay.example"`;
  assert.equal(await run({ ANTHROPIC_BASE_URL: 'relay.example' }), three(`RangeError ANTHROPIC_BASE_URL: ${shape}`));
  assert.equal(
    await run({ ANTHROPIC_BASE_URL: 'https://a:b@relay.example' }),
    three(
      "RangeError ANTHROPIC_BASE_URL: expected a URL without credentials, query or fragment, found a URL with '@' in it",
    ),
  );
  assert.equal(
    await run({ ANTHROPIC_BASE_URL: 'https://x.example' }, '{ baseURL: "https://a:b@relay.example" }'),
    three("RangeError baseURL: expected a URL without credentials, query or fragment, found a URL with '@' in it"),
  );
  assert.equal(
    await run({ ANTHROPIC_API_KEY: '   ' }),
    three('RangeError ANTHROPIC_API_KEY: expected a key, found spaces alone'),
  );
});
