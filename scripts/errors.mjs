// What can go wrong on somebody's machine, each as a sentence that says what happened and what to do.

/** A failure that is told by its sentence alone; `detail` is a program's own output, shown before it. */
export class Trouble extends Error {
  constructor(message, detail) {
    super(message);
    this.detail = detail?.trim();
  }
}

const again = 'and run the command again';

export const noRustup = () =>
  new Trouble(
    `Rust is missing: there is no rustup on PATH. Install it (https://rustup.rs), open a new terminal ${again}.`,
  );

export const noCargo = () =>
  new Trouble(`Rust is incomplete: rustup is on PATH, cargo is not. Add ~/.cargo/bin to PATH ${again}.`);

export const noToolchain = (channel, stderr) =>
  new Trouble(
    `Rust ${channel} is not installed, and rustup could not fetch it (${reason(stderr)}). ` +
      `Check the network and the proxy settings, or run "rustup toolchain install ${channel}" yourself, ${again}.`,
  );

export const noRustPart = (toolchain, command, stderr) =>
  new Trouble(
    `Rust ${toolchain} lacks a part that is needed here, and rustup could not add it (${reason(stderr)}). ` +
      `Check the network and the proxy settings, or run "${command}" yourself, ${again}.`,
  );

/** `advice` is how the command takes another port, as in `npm start -- --port`. */
export function portTaken(port, advice, code = 'EADDRINUSE') {
  if (code === 'EACCES') {
    return new Trouble(`This user may not listen on port ${port}. Choose one from 1024 up: ${advice} ${port + 8000}`);
  }
  const other = port < 65_535 ? port + 1 : 0;
  return new Trouble(
    `Port ${port} on 127.0.0.1 is in use. Stop the program that listens there, or choose another port: ${advice} ${other}`,
  );
}

/** How npm, cargo and rustup word that a server is out of reach. */
const unreachable =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b|connection refused|could not resolve host|could not connect to server|network is unreachable|timed out|timeout was reached|dns error|network failure/i;

/** npm ended with an error: the sentence for it. `doing` is what it was to do. */
export function npmTrouble(doing, { code, stderr }) {
  if (code === 127) return new Trouble(`npm is missing: it comes with Node. Install Node with npm ${again}.`);
  const kind = /npm (?:error|ERR!) code (\w+)/.exec(stderr)?.[1];
  if (kind === 'EUSAGE') {
    return new Trouble(
      `npm refuses to ${doing}: package-lock.json does not match package.json. Run "npm install" ${again}.`,
      stderr,
    );
  }
  if (kind === 'ENOSPC') return new Trouble(`npm could not ${doing}: the disk is full. Free some space ${again}.`);
  if (unreachable.test(stderr)) {
    return new Trouble(
      `npm could not ${doing}: its registry cannot be reached (${reason(stderr)}). ` +
        `Check the network, and npm's "registry" and "proxy" settings, ${again}.`,
    );
  }
  return new Trouble(`npm could not ${doing} (exit code ${code}). What it said stands above.`, stderr);
}

/** cargo (or wasm-pack, which runs it) ended with an error: the sentence for it. */
export function cargoTrouble(doing, { code, stderr }) {
  if (code === 127) return noCargo();
  if (/can't find crate for `(?:std|core)`/.test(stderr) && stderr.includes('wasm32-unknown-unknown')) {
    return new Trouble(
      `Rust cannot compile to WebAssembly: the target wasm32-unknown-unknown is missing. Run "npm run setup" ${again}.`,
    );
  }
  if (/No space left on device/.test(stderr)) {
    return new Trouble(`cargo could not ${doing}: the disk is full. Free some space ${again}.`);
  }
  if (unreachable.test(stderr)) {
    return new Trouble(
      `cargo could not ${doing}: its registry cannot be reached (${reason(stderr)}). ` +
        `Check the network and the proxy settings ${again}.`,
    );
  }
  if (/--locked|lock file .* needs to be updated/.test(stderr)) {
    return new Trouble(
      `cargo refuses to ${doing}: Cargo.lock does not match Cargo.toml. Run "cargo update --workspace" there ${again}.`,
      stderr,
    );
  }
  return new Trouble(`cargo could not ${doing} (exit code ${code}). What it said stands above.`, stderr);
}

/**
 * pip ended with an error: the sentence for it, where its index is out of reach. Anything else it may say, such as
 * that there is no wheel for this machine, is for the caller to tell.
 */
export function pipTrouble(doing, { stderr }) {
  const network = /name resolution|establish a new connection|Max retries exceeded|ProxyError/i.test(stderr);
  if (!network && !unreachable.test(stderr)) return undefined;
  return new Trouble(
    `pip could not ${doing}: its index cannot be reached. Check the network and pip's "index-url" and "proxy" settings, ${again}.`,
  );
}

/** Why, in a few words: how the server could not be reached, else the last error line without its label. */
export function reason(stderr) {
  const network = unreachable.exec(stderr)?.[0];
  if (network) return network;
  const errors = stderr.split('\n').filter((line) => /^error\b/.test(line.trim()));
  const last = errors.pop() ?? stderr.trim().split('\n').pop();
  return (
    last
      .trim()
      .replace(/^error:\s*/, '')
      .replace(/[.:]$/, '') || 'it gave no reason'
  );
}
