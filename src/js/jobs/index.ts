// What is loaded at the first submit or resume.
export { resume, submit } from './submit.ts';
