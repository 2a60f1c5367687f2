// Finds the most similar name, for "did you mean".

/** The nearest of some names: one that holds the other, else the one with the fewest letters to change. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const distances = names.map((known) => [distance(name.toLowerCase(), known.toLowerCase()), known] as const);
  return distances.sort(([one], [other]) => one - other)[0]?.[1];
}

/** The nearest, if at most half of its letters differ: a name that is less like it misleads. */
export function similar(name: string, names: readonly string[]): string | undefined {
  const known = nearest(name, names);
  const isSimilar = known !== undefined && distance(name.toLowerCase(), known.toLowerCase()) <= known.length / 2;
  return isSimilar ? known : undefined;
}

/** How many letters to change; less than one if one name holds the other. */
export function distance(name: string, known: string): number {
  if (name.includes(known) || known.includes(name)) return Math.abs(name.length - known.length) / 100;
  let row = Array.from({ length: known.length + 1 }, (_, index) => index);
  for (const letter of name) {
    const above = row;
    row = [(above[0] ?? 0) + 1];
    for (let index = 0; index < known.length; index += 1) {
      const [diagonal, up, left] = [above[index], above[index + 1], row[index]].map((steps) => steps ?? 0) as [
        number,
        number,
        number,
      ];
      row.push(Math.min(diagonal + (known[index] === letter ? 0 : 1), up + 1, left + 1));
    }
  }
  return row.at(-1) ?? 0;
}
