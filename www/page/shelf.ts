import type { BatchRecord } from 'message-batches';

/** What a row of the table shows. */
export interface Row {
  custom_id: string;
  type: string;
  outcome: string;
  text: string;
}

/** Of each type this many rows are kept to be looked at; the lines themselves are all kept, for the download. */
const ROWS_PER_TYPE = 2_000;
/** And their texts together are no longer than this. */
const MOST_CHARACTERS = 100_000_000;
const PIECE_BYTES = 4_000_000;

/**
 * Holds the results of a batch however many they are: a bounded number of rows, and the lines as they came in Blobs,
 * which a browser may keep on disk.
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

  /** Rows of one type, or of all, in the order they arrived. */
  rows(type?: string): Row[] {
    return type === undefined ? this.#rows : this.#rows.filter((row) => row.type === type);
  }

  /** How many results of this type, or of all, have no row. */
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
