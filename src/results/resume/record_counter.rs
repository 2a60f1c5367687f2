/// Counts the records of bytes that nobody reads: lines that are not blank.
#[derive(Debug, Default)]
pub(super) struct RecordCounter {
    lines: u64,
    /// The last byte of the line that is unfinished, white space aside.
    last: Option<u8>,
}

impl RecordCounter {
    #[inline(never)]
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => self.lines += u64::from(self.last.take().is_some()),
                b' ' | b'\t' => {}
                byte => self.last = Some(*byte),
            }
        }
    }

    /// A last line without an ending counts if it ends as a record does.
    pub(super) fn records(&self) -> u64 {
        self.lines + u64::from(self.last == Some(b'}'))
    }
}
