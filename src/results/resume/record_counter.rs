/// Counts the records (non-blank lines) of bytes that are only compared.
#[derive(Debug, Default)]
pub(super) struct RecordCounter {
    lines: u64,
    /// The last byte of the unfinished line, except white space.
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

    /// Returns the number of records. A last line without a line ending counts if it ends like a record.
    pub(super) fn records(&self) -> u64 {
        self.lines + u64::from(self.last == Some(b'}'))
    }
}
