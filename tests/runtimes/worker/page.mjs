// What the page of the tests runs. Each function runs in the page and gives plain data.
export * from './ends.mjs';
export * from './errors.mjs';
export * from './records.mjs';
