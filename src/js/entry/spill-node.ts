export { fileSpill } from '../spill/file.ts';
export * from './spill.ts';
