// Imported first by every command. It must not import anything that an old Node cannot link, because its message must come before
// the SyntaxError.
const FLOOR = [20, 19];

export function atLeast(version, [major, minor]) {
  const [haveMajor, haveMinor] = version.split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** Returns the message for a Node that is too old, or undefined. */
export function floorError(version) {
  if (atLeast(version, FLOOR)) return undefined;
  return (
    `This needs Node ${FLOOR.join('.')} or newer, and this is Node ${version}. ` +
    'Install a newer Node (https://nodejs.org) and run the command again.'
  );
}

const message = floorError(process.versions.node);
if (message) {
  console.error(message);
  process.exit(1);
}
