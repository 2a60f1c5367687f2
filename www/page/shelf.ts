import type { BatchRecord } from 'message-batches';

/** The data that a row of the table shows. */
export interface Row {
  custom_id: string;
  type: string;
  outcome: string;
  text: string;
}

/** Maximum number of rows per type that are kept for display. All lines are kept for the download. */
const ROWS_PER_TYPE = 2_000;
/** Maximum total number of characters of their texts. */
const MOST_CHARACTERS = 100_000_000;
const PIECE_BYTES = 4_000_000;

/**
 * Stores any number of results of a batch: a bounded number of rows, and the unchanged lines in Blobs, which a browser may keep
 * on disk.
 */
export class Shelf {
  readonly counts = new Map<string, number>();
  readonly #rows: Row[] = [];
  readonly #pieces: Blob[] = [];
  #lines: Uint8Array<ArrayBuffer>[] = [];
  #size = 0;
  #characters = 0;
  total = 0;

  add(record: BatchRecord): void {
    this.total++;
    const count = (this.counts.get(record.type) ?? 0) + 1;
    this.counts.set(record.type, count);
    if (count <= ROWS_PER_TYPE && this.#characters < MOST_CHARACTERS) {
      const row = rowOf(record);
      this.#characters += row.text.length;
      this.#rows.push(row);
    }
    this.#keep(record.raw);
  }

  /** Returns rows of one type, or of all, in order of arrival. */
  rows(type?: string): Row[] {
    return type === undefined ? this.#rows : this.#rows.filter((row) => row.type === type);
  }

  /** Returns how many results of this type, or of all, have no row. */
  rowless(type?: string): number {
    return (type === undefined ? this.total : (this.counts.get(type) ?? 0)) - this.rows(type).length;
  }

  jsonl(): Blob {
    this.#pack();
    return new Blob(this.#pieces, { type: 'application/x-ndjson' });
  }

  #keep(raw: Uint8Array<ArrayBuffer>): void {
    if (raw.length >= PIECE_BYTES / 4) {
      this.#pack();
      this.#pieces.push(new Blob([raw, '\n']));
      return;
    }
    const line = new Uint8Array(raw.length + 1);
    line.set(raw);
    line[raw.length] = 0x0a;
    this.#lines.push(line);
    this.#size += line.length;
    if (this.#size >= PIECE_BYTES) this.#pack();
  }

  #pack(): void {
    if (this.#size === 0) return;
    this.#pieces.push(new Blob(this.#lines));
    this.#lines = [];
    this.#size = 0;
  }
}

function rowOf({ custom_id, type, outcome, text, error }: BatchRecord): Row {
  return { custom_id, type, outcome, text: error ? `${error.type}: ${error.message}` : text };
}
