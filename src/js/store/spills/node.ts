export { fileSpill } from './file.ts';
export * from './index.ts';
