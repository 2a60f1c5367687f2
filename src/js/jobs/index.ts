// The part of the script that loads at the first use of a job.
export { forgetJob } from './forget.ts';
export { listJobs, readJob } from './stored.ts';
export { resume, submit } from './submit.ts';
