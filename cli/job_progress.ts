// Shows the progress of a job on standard error: a bar on a terminal, else a line for each change.
import { stderr } from 'node:process';
import type { JobState, ShardStatus } from 'message-batches';
import { countsOf } from './job_text.ts';
import { canRewrite, harmlessLine } from './terminal.ts';

export interface JobProgress {
  show(state: JobState): void;
  /** Ends the output and keeps the last line. */
  end(): void;
}

export const jobProgress = async (): Promise<JobProgress> => (canRewrite(stderr) ? bar() : lines());

const DONE: ShardStatus['state'][] = ['collected', 'refused', 'lost', 'dropped'];

async function bar(): Promise<JobProgress> {
  const { default: progress } = await import('cli-progress');
  const shown = new progress.SingleBar({
    format: '{bar} {percentage} % of {total} requests, {duration_formatted}: {counts}',
    barCompleteChar: '#',
    barIncompleteChar: '-',
    barsize: 24,
    stream: stderr,
    // The command handles interrupts itself.
    gracefulExit: false,
    hideCursor: false,
  });
  let isStarted = false;
  return {
    show({ requests, shards }) {
      const done = shards.filter(({ state }) => DONE.includes(state)).reduce((sum, shard) => sum + shard.requests, 0);
      const counts = countsOf(shards);
      if (isStarted) shown.update(done, { counts });
      else shown.start(requests, done, { counts });
      isStarted = true;
    },
    end() {
      if (isStarted) shown.stop();
    },
  };
}

function lines(): JobProgress {
  const shown = new Map<string, string>();
  const change = (of: string, text: string) => {
    if (shown.get(of) !== text) stderr.write(`${harmlessLine(of)}: ${harmlessLine(text)}\n`);
    shown.set(of, text);
  };
  return {
    show({ status, shards, warnings }) {
      for (const { index, state, batchId, reason } of shards) {
        const facts = [state, ...(batchId === undefined ? [] : [batchId]), ...(reason === undefined ? [] : [reason])];
        change(`shard ${index}`, facts.join(', '));
      }
      for (const text of warnings) change('warning', text);
      change('job', status);
    },
    end() {},
  };
}
