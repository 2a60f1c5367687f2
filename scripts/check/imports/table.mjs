// The rooms of the house, a folder or a file each, and which other rooms each may import.

/** What every boundary room needs in addition to its own room: reading options and throwing errors. */
const boundary = (...rooms) => [...rooms, 'catalog', 'wording', 'wasm/options', 'wasm/throw'];

/** What every part of the shell stands on. */
const SHELL = ['wire', 'pkg', 'js/abort', 'js/errors', 'js/nearest', 'js/options', 'js/realms', 'js/runtime'];
const READING = [...SHELL, 'js/input', 'js/store'];
const PARTS = [...READING, 'js/answer', 'js/redact', 'js/jobs', 'js/pages', 'js/requests', 'js/results'];

/** A room that is not listed may not import or be imported. */
export const MAY_IMPORT = {
  // The core. It knows no JavaScript, so none of it may import `wasm`.
  lib: [],
  bytes: [],
  // Of bytes, which characters are shown as they are.
  wording: ['bytes'],
  backoff: [],
  sorting: [],
  json: ['bytes'],
  catalog: ['json'],
  media: ['json', 'bytes'],
  calls: ['json', 'catalog', 'wording', 'backoff'],
  results: ['bytes', 'json', 'catalog', 'backoff'],
  rules: ['bytes', 'json', 'catalog', 'media', 'wording', 'sorting'],
  cost: ['bytes', 'json', 'catalog', 'media', 'sorting'],
  requests: ['bytes', 'json', 'catalog', 'media', 'wording', 'rules', 'cost', 'backoff'],
  // Of requests, what a shard is.
  jobs: ['bytes', 'json', 'catalog', 'calls', 'results', 'requests', 'backoff'],

  // The boundary: each room converts for one module of the package, and so knows the rooms that are built into that.
  // catalog (limits and versions) and wording (an option that is wrong) are plain data to all of them.
  wasm: ['wasm/seed', 'wasm/wrapping'],
  'wasm/seed': ['bytes'],
  'wasm/options': ['catalog', 'wording'],
  'wasm/throw': ['wording'],
  'wasm/scan': ['bytes'],
  'wasm/wrapping': ['bytes'],
  'wasm/calls': boundary('calls'),
  // Strings of a record cross in the form that the engine keeps them in, which json makes.
  'wasm/results': boundary('results', 'bytes', 'json'),
  'wasm/requests': boundary('requests', 'rules', 'cost', 'media', 'wasm/seed'),
  'wasm/jobs': boundary('jobs'),

  // The shell: js → wire → nothing, and of the core only what the build makes of it (pkg).
  wire: [],
  'js/errors': SHELL,
  'js/nearest': [],
  // Tests of a value's kind, which every room uses.
  'js/realms': [],
  'js/options': SHELL,
  'js/abort': SHELL,
  'js/answer': [],
  'js/redact': SHELL,
  // An entry names the store that its runtime has.
  'js/runtime': [...SHELL, 'js/store'],
  'js/input': SHELL,
  'js/store': [...SHELL, 'js/input'],
  'js/pages': READING,
  'js/results': [...READING, 'js/client_options', 'js/connection'],
  'js/requests': [...READING, 'js/client_options', 'js/connection'],
  'js/worker': [...READING, 'js/results'],
  'js/jobs': [...READING, 'js/connection', 'js/requests', 'js/results'],
  'js/on_demand': PARTS,
  'js/client_options': PARTS,
  'js/waits': SHELL,
  'js/connection': [...PARTS, 'js/client_options', 'js/waits'],
  'js/client': [...PARTS, 'js/client_options', 'js/connection', 'js/waits'],
  'js/index': [...PARTS, 'js/client', 'js/client_options', 'js/on_demand'],

  // What uses the package: by its name, as everybody does.
  emulator: ['message-batches', 'npm'],
  cli: ['message-batches', 'npm'],
  'www/page': ['message-batches', 'npm'],
  'www/worker': ['message-batches', 'npm'],
  // Builds and serves the site; nothing of it is deployed.
  www: ['scripts', 'npm'],
};

/** Single files that rooms may import although the room these are in is closed to them. */
const ALSO = [
  {
    // A position is two numbers: the boundary turns it into an object of JavaScript, wherever it comes from.
    rooms: ['wasm/calls', 'wasm/requests', 'wasm/jobs', 'wasm/throw'],
    file: 'src/bytes/position.rs',
    shown: 'bytes::Position',
  },
  {
    // The model table is data, so that there is only one.
    rooms: ['emulator', 'cli', 'www/page'],
    file: 'src/catalog/models.json',
    shown: 'src/catalog/models.json',
  },
  {
    // What a peer does with an idempotency key is one state machine: relay and emulator must not differ in it.
    rooms: ['www/worker'],
    file: 'emulator/idempotency.ts',
    shown: 'emulator/idempotency.ts',
  },
  {
    // In which forms a text can carry a key is one list: the relay takes its key out of answers as the client does.
    rooms: ['www/worker'],
    file: 'src/wire/secrets.ts',
    shown: 'src/wire/secrets.ts',
  },
  {
    // Which name was meant is found in one way, wherever an option is misspelt.
    rooms: ['emulator', 'cli'],
    file: 'src/js/nearest.ts',
    shown: 'src/js/nearest.ts',
  },
  {
    // Node's own way to make directories may never end.
    rooms: ['emulator', 'cli'],
    file: 'src/js/store/disk.ts',
    shown: 'src/js/store/disk.ts',
  },
];

/** The room of a file, or of what is not one of ours: `npm`, `message-batches`, `pkg`. */
export function roomOf(file) {
  const [, inSource] = /^src\/(.*)$/.exec(file) ?? [];
  const name = (inSource ?? file).replace(/\.[a-z.]+$/, '').split('/');
  const nested = ['wasm', 'js'].includes(name[0]) && name[1] !== 'mod' ? 2 : 1;
  if (name[0] === 'www') return name.length > 2 ? `www/${name[1]}` : 'www';
  return name.slice(0, nested).join('/');
}

/**
 * The imports that the table forbids, each as `file:line: room A must not import room B (may import: …)`. An import is
 * judged by the room that defines what it names, and by each room that hands it on.
 */
export function forbidden(imports) {
  const inOrder = imports.toSorted((a, b) => (a.from === b.from ? a.line - b.line : a.from < b.from ? -1 : 1));
  const lines = inOrder.flatMap(({ from, to, line, through = [] }) => {
    const room = roomOf(from);
    const rooms = new Set([...through, ...(to ? [to] : [])].map(roomOf));
    return [...rooms]
      .filter((other) => other !== room && !mayImport(room, other, to))
      .map((other) => `${from}:${line}: room ${room} must not import room ${other} (may import: ${allowed(room)})`);
  });
  return [...new Set(lines)];
}

function mayImport(room, other, file) {
  if (MAY_IMPORT[room]?.includes(other)) return true;
  return ALSO.some((one) => one.file === file && one.rooms.includes(room) && roomOf(file) === other);
}

function allowed(room) {
  const also = ALSO.filter(({ rooms }) => rooms.includes(room)).map(({ shown }) => shown);
  return [...(MAY_IMPORT[room] ?? []), ...also].join(', ') || 'nothing';
}
