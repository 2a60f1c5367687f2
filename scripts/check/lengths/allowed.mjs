// Exceptions, each with the entry of docs/decisions.md that explains it: `{ file, decision }` for a file, and
// `{ file, name, decision }` for a function in it.
export const ALLOWED = [];
