// What may be longer than the others, and the entry of docs/decisions.md that says why: `{ file, decision }` for a file,
// `{ file, name, decision }` for a function in it.
export const ALLOWED = [];
