// Makes a batch from rows: CSV and a template to checked requests, with long fields and with ten short ones. The peer is the code
// without this package: papaparse, replacing the template's strings row by row, ajv with the JSON Schema made from the same
// tables, JSON.stringify. Also from rows that are objects.
//
// 20 MB of CSV per kind, or RESULTS_MB.
import Papa from 'papaparse';
import { compare, isWanted, MEGABYTES } from './compare.mjs';
import { KINDS, rowsOf } from './corpora/rows.mjs';
import { equal } from './readers.mjs';
import { compiledSchema } from './schema.mjs';

export const name = 'rows';
export const comparesBuilds = true;
export const inputs = KINDS;

/** Maximum number of rows for the cases with a single body. */
const BODY = 20_000;

export function run(options = {}) {
  return compare(cases(options), options);
}

function* cases(options) {
  const fits = compiledSchema();
  for (const kind of options.input ? [options.input] : KINDS) {
    if (!isWanted(`${kind}-`, options)) continue;
    const table = rowsOf(kind, { bytes: MEGABYTES * 1e6 });
    const { id, template } = table;
    const whole = asCsv(table.rows);
    const some = table.rows.slice(0, BODY);
    const part = asCsv(some);
    const request = (row) => checkedRequest(row, table, fits);
    const counts = { requests: table.rows.length };
    // Lines of JSONL, each checked, made and discarded.
    yield {
      ...{ name: `${kind}-lines`, bytes: whole.size },
      ours: async ({ fromRows, validate }) => {
        const { requests } = await validate(fromRows(whole, template, { id }));
        equal({ requests }, counts);
      },
      peers: {
        papaparse: async () => {
          const found = { requests: 0, size: 0 };
          await papaparse(whole, (row) => {
            found.requests += 1;
            found.size += request(row).length;
          });
          equal({ requests: found.requests, isLong: found.size > whole.size }, { ...counts, isLong: true });
        },
      },
    };
    // Divided into shards: each request checked, each shard with its size, hash and ids. The peer keeps the lines in memory.
    yield {
      ...{ name: `${kind}-shards`, bytes: whole.size },
      ours: async ({ fromRows, plan }) => {
        let requests = 0;
        for await (const shard of plan(fromRows(whole, template, { id }))) requests += shard.custom_ids.length;
        equal({ requests }, counts);
      },
      peers: {
        papaparse: async () => {
          const { shards, add } = divided();
          await papaparse(whole, (row) => add(request(row)));
          equal({ requests: shards.flat().length }, counts);
        },
      },
    };
    // Into one body, which a `fetch` reads to its end: ours reads the rows again for that, and keeps no body in memory.
    yield {
      ...{ name: `${kind}-body`, bytes: part.size },
      ours: (pkg) => client(pkg, part.size).create(pkg.fromRows(part, template, { id })),
      peers: {
        papaparse: async () => {
          const lines = [];
          await papaparse(part, (row) => lines.push(request(row)));
          await send(lines, part.size);
        },
      },
    };
    yield {
      ...{ name: `${kind}-objects`, bytes: part.size },
      ours: (pkg) => client(pkg, part.size).create(pkg.fromRows(some, template, { id })),
      peers: { ajv: () => send(some.map(request), part.size) },
    };
  }
}

function asCsv(rows) {
  return new Blob([Papa.unparse(rows, { newline: '\n' })]);
}

async function papaparse(table, each) {
  Papa.parse(await table.text(), { header: true, skipEmptyLines: true, step: ({ data }) => each(data) });
}

function checkedRequest(row, { id, template }, fits) {
  const request = { custom_id: row[id].replace(/[^\w-]/g, '-'), params: filled(template, row) };
  if (!fits(request)) throw new Error(`${request.custom_id} is not valid`);
  return JSON.stringify(request);
}

function filled(value, row) {
  if (typeof value === 'string') return value.replace(/\{\{(\w+)\}\}/g, (_, column) => row[column]);
  if (Array.isArray(value)) return value.map((item) => filled(item, row));
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, row)]));
}

/** The peer's body: the requests as one encoded text. */
async function send(requests, least) {
  await answering(least)('', { body: new Blob(['{"requests":[', requests.join(','), ']}']) });
}

/** The peer's shards: lines, up to the maximum number. */
function divided() {
  const shards = [[]];
  let bytes = 0;
  const add = (line) => {
    bytes += line.length + 1;
    if (bytes > 256_000_000 || shards.at(-1).length === 100_000) {
      shards.push([]);
      bytes = line.length;
    }
    shards.at(-1).push(line);
  };
  return { shards, add };
}

function client({ BatchClient }, least) {
  return new BatchClient({ apiKey: 'bench', baseURL: 'http://127.0.0.1:9', fetch: answering(least) });
}

/** Takes the body like a network, and responds. */
function answering(least) {
  return async (_url, { body }) => {
    let size = 0;
    const pieces = body instanceof Uint8Array ? [body] : body;
    for await (const piece of body instanceof Blob ? body.stream() : pieces) size += piece.length;
    equal({ isLong: size > least }, { isLong: true });
    return Response.json({ id: 'msgbatch_bench', type: 'message_batch', processing_status: 'in_progress' });
  };
}
