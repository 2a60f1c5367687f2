export { fileBodies } from '../bodies/file.ts';
export { fileStore } from './file.ts';
export * from './index.ts';
