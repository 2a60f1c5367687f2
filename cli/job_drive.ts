// Drives a job for a command. A signal interrupts it without leaving the outcome of a create unknown.
import { exit, stderr } from 'node:process';
import { type Job, JobError, type JobState } from 'message-batches';
import { jobProgress } from './job_progress.ts';
import type { JobFolder } from './job_store.ts';
import { haltText, nameOf } from './job_text.ts';
import { complain } from './terminal.ts';

/** Time that a create in progress may take after a signal. */
const GRACE_MS = 5000;
const WAITING = `Waiting up to ${GRACE_MS / 1000} seconds for creates in progress. Press Ctrl-C again to end at once.\n`;
const SIGNALS = { SIGINT: 130, SIGTERM: 143 };
/** States in which a batch was stored and may still cause costs. */
const RUNNING = ['running', 'ended'];

/**
 * Shows a job until `until`, runs `work`, and closes the job. Returns the exit status: 0, 1 if the job is paused or needs a
 * decision, 130 or 143 after a signal.
 */
export async function drive(
  job: Job,
  folder: JobFolder,
  until: (job: Job, signal: AbortSignal) => Promise<unknown>,
): Promise<number> {
  const interrupt = new AbortController();
  let status: number | undefined;
  const listeners = Object.entries(SIGNALS).map(([name, code]) => {
    const listener = () => {
      if (status !== undefined) exit(code);
      status = code;
      interrupt.abort();
    };
    process.on(name, listener);
    return () => process.off(name, listener);
  });
  const progress = await jobProgress();
  const shown = showing(job, progress.show);
  try {
    await until(job, interrupt.signal);
  } catch (error) {
    if (status === undefined && !isHalt(error)) throw error;
  } finally {
    shown.stop();
    if (status !== undefined) {
      progress.end();
      if (job.state.shards.some(({ state }) => state === 'creating')) stderr.write(WAITING);
    }
    await job.close({ graceMs: GRACE_MS });
    if (status === undefined) {
      progress.show(job.state);
      progress.end();
    }
    await shown.ended;
    for (const remove of listeners) remove();
  }
  if (status !== undefined) {
    stderr.write(interruptText(job.state, folder));
    return status;
  }
  const halt = haltText(job.state, folder);
  if (halt === undefined) return 0;
  complain(halt);
  return 1;
}

/** Shows each change. Ignores failures, which `wait` also reports to the caller. */
function showing(job: Job, show: (state: JobState) => void): { stop: () => void; ended: Promise<void> } {
  const stopped = new AbortController();
  const run = async () => {
    try {
      for await (const state of job.watch({ signal: stopped.signal })) if (!stopped.signal.aborted) show(state);
    } catch {
      // Reported by the command.
    }
  };
  return { stop: () => stopped.abort(), ended: run() };
}

const isHalt = (error: unknown): boolean =>
  error instanceof JobError && (error.code === 'job_paused' || error.code === 'job_undecided');

function interruptText(state: JobState, { command }: JobFolder): string {
  const running = state.shards.filter((shard) => RUNNING.includes(shard.state)).map(({ batchId }) => batchId);
  const unsent = state.shards.filter((shard) => shard.state === 'waiting').length;
  const uncertain = state.shards.filter((shard) => ['creating', 'uncertain'].includes(shard.state)).length;
  const batches = (found: number) => (found === 1 ? '1 batch' : `${found} batches`);
  const facts = [
    ...(running.length > 0
      ? [`${batches(running.length)} ${running.length === 1 ? 'keeps' : 'keep'} running: ${running.join(', ')}`]
      : ['no batch is running']),
    ...(unsent > 0 ? [`${batches(unsent)} ${unsent === 1 ? 'was' : 'were'} not sent`] : []),
    ...(uncertain > 0
      ? [`it is unknown whether ${batches(uncertain)} ${uncertain === 1 ? 'was' : 'were'} stored`]
      : []),
  ];
  return [
    `Interrupted ${nameOf(state)}: ${facts.join('; ')}`,
    `  to continue: ${command(`watch ${state.id}`)}`,
    `  to cancel: ${command(`cancel ${state.id}`)}`,
    '',
  ].join('\n');
}
