import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** A folder for a file of tests. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'message-batches-stores-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
