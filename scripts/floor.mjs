// Imported first by every command. Nothing below or beside it may use an import that an old Node cannot link:
// the sentence has to come before the SyntaxError.
const FLOOR = [20, 19];

export function atLeast(version, [major, minor]) {
  const [haveMajor, haveMinor] = version.split('.').map(Number);
  return haveMajor > major || (haveMajor === major && haveMinor >= minor);
}

/** The sentence for a Node that is too old, or undefined. */
export function floorTrouble(version) {
  if (atLeast(version, FLOOR)) return undefined;
  return (
    `This needs Node ${FLOOR.join('.')} or newer, and this is Node ${version}. ` +
    'Install a newer Node (https://nodejs.org) and run the command again.'
  );
}

const trouble = floorTrouble(process.versions.node);
if (trouble) {
  console.error(trouble);
  process.exit(1);
}
