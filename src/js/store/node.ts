export { fileBodies } from './bodies/file.ts';
export * from './index.ts';
export { fileStore } from './jobs/file.ts';
