// The functions that run in the page of the tests. Each returns plain data.
export * from './ends.mjs';
export * from './errors.mjs';
export * from './records.mjs';
