// Errors on a user's machine. Each message says what happened and what to do.

/** An error that is displayed as its message, without a stack. `detail` is the output of a program, displayed before it. */
export class CommandError extends Error {
  constructor(message, detail) {
    super(message);
    this.detail = detail?.trim();
  }
}

const again = 'and run the command again';

export const noRustup = () =>
  new CommandError(
    `Rust is missing: there is no rustup on PATH. Install it (https://rustup.rs), open a new terminal ${again}.`,
  );

export const noCargo = () =>
  new CommandError(`Rust is incomplete: rustup is on PATH, cargo is not. Add ~/.cargo/bin to PATH ${again}.`);

export const noToolchain = (channel, stderr) =>
  new CommandError(
    `Rust ${channel} is not installed, and rustup could not fetch it (${reason(stderr)}). ` +
      `Check the network and the proxy settings, or run "rustup toolchain install ${channel}" yourself, ${again}.`,
  );

export const noRustPart = (toolchain, command, stderr) =>
  new CommandError(
    `Rust ${toolchain} lacks a required component, and rustup could not add it (${reason(stderr)}). ` +
      `Check the network and the proxy settings, or run "${command}" yourself, ${again}.`,
  );

/** `advice` is the command with its port flag, such as `npm start -- --port`. */
export function portTaken(port, advice, code = 'EADDRINUSE') {
  if (code === 'EACCES') {
    return new CommandError(
      `This user may not listen on port ${port}. Choose one from 1024 up: ${advice} ${port + 8000}`,
    );
  }
  const other = port < 65_535 ? port + 1 : 0;
  return new CommandError(
    `Port ${port} on 127.0.0.1 is in use. Stop the program that listens there, or choose another port: ${advice} ${other}`,
  );
}

/** How npm, cargo and rustup report that a server cannot be reached. */
const unreachable =
  /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b|connection refused|could not resolve host|could not connect to server|network is unreachable|timed out|timeout was reached|dns error|network failure/i;

/** The error for an npm run that failed. `doing` is what npm was doing. */
export function npmError(doing, { code, stderr }) {
  if (code === 127) return new CommandError(`npm is missing: it comes with Node. Install Node with npm ${again}.`);
  const kind = /npm (?:error|ERR!) code (\w+)/.exec(stderr)?.[1];
  if (kind === 'EUSAGE') {
    return new CommandError(
      `npm refuses to ${doing}: package-lock.json does not match package.json. Run "npm install" ${again}.`,
      stderr,
    );
  }
  if (kind === 'ENOSPC') return new CommandError(`npm could not ${doing}: the disk is full. Free some space ${again}.`);
  if (unreachable.test(stderr)) {
    return new CommandError(
      `npm could not ${doing}: its registry cannot be reached (${reason(stderr)}). ` +
        `Check the network, and npm's "registry" and "proxy" settings, ${again}.`,
    );
  }
  return new CommandError(`npm could not ${doing} (exit code ${code}). Its output is above.`, stderr);
}

/** The error for a failed run of cargo, or of wasm-pack, which runs cargo. */
export function cargoError(doing, { code, stderr }) {
  if (code === 127) return noCargo();
  if (/can't find crate for `(?:std|core)`/.test(stderr) && stderr.includes('wasm32-unknown-unknown')) {
    return new CommandError(
      `Rust cannot compile to WebAssembly: the target wasm32-unknown-unknown is missing. Run "npm run setup" ${again}.`,
    );
  }
  if (/No space left on device/.test(stderr)) {
    return new CommandError(`cargo could not ${doing}: the disk is full. Free some space ${again}.`);
  }
  if (unreachable.test(stderr)) {
    return new CommandError(
      `cargo could not ${doing}: its registry cannot be reached (${reason(stderr)}). ` +
        `Check the network and the proxy settings ${again}.`,
    );
  }
  if (/--locked|lock file .* needs to be updated/.test(stderr)) {
    return new CommandError(
      `cargo refuses to ${doing}: Cargo.lock does not match Cargo.toml. Run "cargo update --workspace" there ${again}.`,
      stderr,
    );
  }
  return new CommandError(`cargo could not ${doing} (exit code ${code}). Its output is above.`, stderr);
}

/**
 * Returns the error for a pip run that could not reach its index. For any other failure, such as a missing wheel for this
 * machine, returns undefined, and the caller reports it.
 */
export function pipError(doing, { stderr }) {
  const network = /name resolution|establish a new connection|Max retries exceeded|ProxyError/i.test(stderr);
  if (!network && !unreachable.test(stderr)) return undefined;
  return new CommandError(
    `pip could not ${doing}: its index cannot be reached. Check the network and pip's "index-url" and "proxy" settings, ${again}.`,
  );
}

/** Returns the reason in a few words: the network error, else the last error line without its label. */
export function reason(stderr) {
  const network = unreachable.exec(stderr)?.[0];
  if (network) return network;
  const errors = stderr.split('\n').filter((line) => /^error\b/.test(line.trim()));
  const last = errors.pop() ?? stderr.trim().split('\n').pop();
  return (
    last
      .trim()
      .replace(/^error:\s*/, '')
      .replace(/[.:]$/, '') || 'no reason given'
  );
}
