// Finds the most similar name, for "did you mean".

/**
 * Returns the nearest of some names: one that contains `name` or is contained in it, else the one with the smallest edit
 * distance.
 */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const distances = names.map((known) => [distance(name.toLowerCase(), known.toLowerCase()), known] as const);
  return distances.sort(([one], [other]) => one - other)[0]?.[1];
}

/** Returns the nearest name, if at most half of its letters differ. A less similar one would mislead. */
export function similar(name: string, names: readonly string[]): string | undefined {
  const known = nearest(name, names);
  const isSimilar = known !== undefined && distance(name.toLowerCase(), known.toLowerCase()) <= known.length / 2;
  return isSimilar ? known : undefined;
}

/** Edit distance between two names; less than 1 if one contains the other. */
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
