// The rooms of the project, each a folder or a file, and the other rooms that each may import.

/** The rooms that every boundary room needs in addition to its own: reading options and throwing errors. */
const boundary = (...rooms) => [...rooms, 'catalog', 'wording', 'wasm/options', 'wasm/throw'];

/** The rooms that every part of the shell may use. */
const SHELL = [
  'wire',
  'pkg',
  'js/abort',
  'js/bytes',
  'js/errors',
  'js/nearest',
  'js/options',
  'js/realms',
  'js/runtime',
  'js/stream',
];
const READING = [...SHELL, 'js/input', 'js/store'];
const PARTS = [...READING, 'js/answer', 'js/redact', 'js/jobs', 'js/pages', 'js/requests', 'js/results'];

/** A room that is not listed may not import or be imported. */
export const MAY_IMPORT = {
  // The core does not use JavaScript, so none of it may import `wasm`.
  lib: [],
  bytes: [],
  // From bytes: which characters are displayed unchanged.
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
  // From requests: the type of a shard.
  jobs: ['bytes', 'json', 'catalog', 'calls', 'results', 'requests', 'backoff'],

  // The boundary: each room converts for one module of the package, so it may use the rooms that are built into that module.
  // catalog (limits and versions) and wording (invalid options) are plain data for all of them.
  wasm: ['wasm/seed', 'wasm/wrapping'],
  'wasm/seed': ['bytes'],
  'wasm/options': ['catalog', 'wording'],
  'wasm/throw': ['wording'],
  'wasm/scan': ['bytes'],
  'wasm/wrapping': ['bytes'],
  'wasm/calls': boundary('calls'),
  // Strings of a record cross in the engine's internal form, which json produces.
  'wasm/results': boundary('results', 'bytes', 'json'),
  'wasm/requests': boundary('requests', 'rules', 'cost', 'media', 'wasm/seed'),
  'wasm/jobs': boundary('jobs'),

  // The shell: js → wire → nothing. Of the core, it only uses the build output (pkg).
  wire: [],
  'js/errors': SHELL,
  'js/nearest': [],
  'js/bytes': [],
  'js/stream': [],
  // Tests for the kind of a value, which every room uses.
  'js/realms': [],
  'js/options': SHELL,
  'js/abort': SHELL,
  'js/answer': [],
  'js/redact': SHELL,
  // An entry names the store of its runtime.
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

  // These import the package by its name, like its users.
  emulator: ['message-batches', 'npm'],
  cli: ['message-batches', 'npm'],
  'www/page': ['message-batches', 'npm'],
  'www/worker': ['message-batches', 'npm'],
  // Builds and serves the site; not deployed.
  www: ['scripts', 'npm'],
};

/** Single files that some rooms may import although the rest of their room is closed to them. */
const ALSO = [
  {
    // A position is two numbers. The boundary converts it to a JavaScript object, wherever it comes from.
    rooms: ['wasm/calls', 'wasm/requests', 'wasm/jobs', 'wasm/throw'],
    file: 'src/bytes/position.rs',
    shown: 'bytes::Position',
  },
  {
    // The model table is data, and must exist only once.
    rooms: ['emulator', 'cli', 'www/page'],
    file: 'src/catalog/models.json',
    shown: 'src/catalog/models.json',
  },
  {
    // Relay and emulator must treat idempotency keys in the same way, so they share one state machine.
    rooms: ['www/worker'],
    file: 'emulator/idempotency.ts',
    shown: 'emulator/idempotency.ts',
  },
  {
    // The forms in which a text can contain a key are listed once: the relay removes its key from responses in the same way as
    // the client.
    rooms: ['www/worker'],
    file: 'src/wire/secrets.ts',
    shown: 'src/wire/secrets.ts',
  },
  {
    // Misspelled options are matched in the same way everywhere.
    rooms: ['emulator', 'cli'],
    file: 'src/js/nearest.ts',
    shown: 'src/js/nearest.ts',
  },
  {
    // Node's own function for making directories may never end.
    rooms: ['emulator', 'cli'],
    file: 'src/js/store/disk.ts',
    shown: 'src/js/store/disk.ts',
  },
];

/** Returns the room of a file, or of an external import: `npm`, `message-batches`, `pkg`. */
export function roomOf(file) {
  const [, inSource] = /^src\/(.*)$/.exec(file) ?? [];
  const name = (inSource ?? file).replace(/\.[a-z.]+$/, '').split('/');
  const nested = ['wasm', 'js'].includes(name[0]) && name[1] !== 'mod' ? 2 : 1;
  if (name[0] === 'www') return name.length > 2 ? `www/${name[1]}` : 'www';
  return name.slice(0, nested).join('/');
}

/**
 * Returns the imports that the table forbids, each as `file:line: room A must not import room B (may import: …)`. An import is
 * checked against the room that defines the imported item, and against each room that re-exports it.
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
