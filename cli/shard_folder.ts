// A folder of create bodies. The files appear together when all are complete, so that an incomplete plan is never sent.
import { createWriteStream } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Shard } from 'message-batches';
import { makeDirectory } from '../src/js/store/disk.ts';
import { fileProblem } from './input.ts';
import { partOf, removeParts } from './leftovers.ts';
import { named } from './output.ts';

const NAME = /^shard-\d{5,}\.json$/;

export class ShardFolder {
  readonly #folder: string;
  readonly #written: string[] = [];

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Creates the folder. Rejects a folder that already contains shards, because they would be sent together with those of this
   * plan.
   */
  static async open(folder: string): Promise<ShardFolder> {
    if (folder === '' || folder === '-') {
      throw new Error(`--output: expected a folder, found ${folder === '' ? 'an empty name' : folder}`);
    }
    const names = await makeDirectory(folder, 0o777)
      .then(() => readdir(folder))
      .catch((error: NodeJS.ErrnoException) => {
        const problem = error.code === 'EEXIST' ? 'expected a folder, found a file' : fileProblem(error);
        throw new Error(`--output ${folder}: ${problem ?? `the folder cannot be made (${error.code})`}`);
      });
    const old = names.filter((name) => NAME.test(name)).sort()[0];
    if (old !== undefined) {
      throw new Error(
        `--output ${folder}: expected a folder without shards, found ${old}. Choose another folder, or remove the old shards first`,
      );
    }
    await removeParts(folder, (name) => NAME.test(name));
    return new ShardFolder(folder);
  }

  /** Writes the create body of a shard, byte for byte as it is sent. Returns its final path. */
  async write(shard: Shard): Promise<string> {
    const file = join(this.#folder, `shard-${String(shard.index).padStart(5, '0')}.json`);
    this.#written.push(file);
    await named(file, pipeline(Readable.fromWeb(shard.stream() as never), createWriteStream(partOf(file))));
    await shard.discard();
    return file;
  }

  /** Renames the files to their final names. */
  async finish(): Promise<void> {
    for (const file of this.#written) await rename(partOf(file), file);
  }

  /** Removes the files of a failed plan. */
  async abandon(): Promise<void> {
    for (const file of this.#written) await rm(partOf(file), { force: true });
  }
}
