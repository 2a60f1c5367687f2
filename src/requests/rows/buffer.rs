use crate::bytes::growth;

/// Bytes of an input that are not consumed yet.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) bytes: Vec<u8>,
    /// How many bytes are consumed.
    pub(super) at: usize,
    /// How many bytes `JsonRows` has scanned without finding the end of a row.
    pub(super) scanned: usize,
    /// No more bytes will come.
    pub(super) ended: bool,
}

impl Buffer {
    /// Adds bytes. They are not copied, unless they continue others.
    pub(super) fn push(&mut self, bytes: Vec<u8>) {
        if self.at > 0 {
            self.bytes.drain(..self.at);
            self.scanned = self.scanned.saturating_sub(self.at);
            self.at = 0;
        }
        if self.bytes.is_empty() {
            self.bytes = bytes;
        } else {
            growth::append(&mut self.bytes, &bytes);
        }
    }
}
