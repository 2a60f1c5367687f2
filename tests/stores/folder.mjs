import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** Creates a folder for a test file. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'message-batches-stores-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
