// Finds the folder of the command line's jobs, and a job by its name.
import { lstatSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { env, platform } from 'node:process';
import { BatchError, JobError, listJobs, readJob, type StoredJob } from 'message-batches';
import { type Bodies, fileBodies, fileStore, type JobStore } from 'message-batches/stores';

/** The flags of a command that drives a job, without additional ones. */
export const JOB_FLAGS = {
  json: { type: 'boolean' },
  data: { type: 'string' },
  'allow-insecure': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const DATA_USAGE =
  '    --data DIR        folder of the jobs (default: your state folder, such as ~/.local/state/message-batches)';

/** A folder of jobs. */
export interface JobFolder {
  dir: string;
  /** Whether it was named but does not exist. `submit` creates it. */
  isMissing: boolean;
  store: JobStore;
  bodies: Bodies;
  /** Returns a command line that uses this folder. */
  command: (text: string) => string;
}

/** Returns the folder of `--data`, or the default. */
export function jobFolder(data: string | undefined): JobFolder {
  const dir = data ?? defaultFolder();
  const found = kindAt(dir);
  if (dir === '' || (found !== undefined && found !== 'a folder')) {
    const where = data ? ` ${data}` : data === undefined ? ` (by default ${dir})` : '';
    throw new Error(`--data${where}: expected a folder, found ${found ?? 'an empty name'}`);
  }
  const flag = data === undefined ? '' : ` --data ${quoted(data)}`;
  return {
    dir,
    isMissing: data !== undefined && found === undefined,
    store: fileStore(path.join(dir, 'store')),
    bodies: fileBodies(path.join(dir, 'bodies')),
    command: (text) => `message-batches ${text}${flag}`,
  };
}

/** Describes the object at a path; `undefined` if there is none. */
function kindAt(dir: string): string | undefined {
  const found = statSync(dir, { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? 'a folder' : found.isFile() ? 'a file' : 'a pipe or device';
  return lstatSync(dir, { throwIfNoEntry: false }) && 'a broken link';
}

/** Throws if `--data` names a folder that does not exist. */
export function needFolder({ dir, isMissing }: JobFolder): void {
  if (isMissing) throw new Error(`--data ${dir}: no such folder`);
}

function defaultFolder(): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = env;
  const name = 'message-batches';
  if (platform === 'win32') return path.join(local || path.join(homedir(), 'AppData', 'Local'), name);
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Application Support', name);
  // Relative paths must be ignored (XDG Base Directory Specification 0.8).
  return path.join(state && path.isAbsolute(state) ? state : path.join(homedir(), '.local', 'state'), name);
}

/** Quotes text for a shell. */
export const quoted = (text: string): string =>
  /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** Whether a text is the id of a batch. */
export const isBatchId = (text: string): boolean => /^msgbatch_[\w-]+$/.test(text);

/** Returns the job with this batch, id or key, in this order of precedence; `undefined` if there is none. */
export async function findJob({ store }: JobFolder, name: string): Promise<StoredJob | undefined> {
  if (isBatchId(name)) {
    const all = await listJobs(store);
    return all.find(({ state }) => state.shards.some(({ batchId }) => batchId === name));
  }
  // A text that is not a valid key matches none.
  const ofKey = () =>
    jobOfKey(store, name).catch((error: unknown) => {
      if (error instanceof RangeError) return undefined;
      throw error;
    });
  return (await readIfThere(store, name)) ?? (await ofKey());
}

/** Returns the job with a key; `undefined` if there is none. Throws for a text that is not a valid key. */
export const jobOfKey = (store: JobStore, jobKey: string): Promise<StoredJob | undefined> =>
  readIfThere(store, { jobKey });

/** Returns the job with this name; throws if there is none. */
export async function needJob(command: string, folder: JobFolder, name: string): Promise<StoredJob> {
  const found = await findJob(folder, name);
  if (found) return found;
  needFolder(folder);
  const what = isBatchId(name) ? 'no job with the batch' : 'no job with the id or key';
  throw new Error(`${command}: ${what} ${JSON.stringify(name)} in ${folder.dir}. See: ${folder.command('list')}`);
}

async function readIfThere(store: JobStore, which: string | { jobKey: string }): Promise<StoredJob | undefined> {
  try {
    return await readJob(store, which);
  } catch (error) {
    if (error instanceof JobError && error.code === 'job_not_found') return undefined;
    throw error;
  }
}

/** Returns a job and all its retries, each after the job that it retries. */
export async function familyOf({ store }: JobFolder, job: StoredJob): Promise<StoredJob[]> {
  const members = [job];
  // The list grows during the loop.
  for (const { retries } of members) {
    for (const id of retries) {
      // A retry that was never stored completely has sent nothing.
      const member = await readJob(store, id).catch((error: unknown) => {
        if (BatchError.isInstance(error) && error.code === 'job_not_found') return undefined;
        throw error;
      });
      if (member) members.push(member);
    }
  }
  return members;
}
