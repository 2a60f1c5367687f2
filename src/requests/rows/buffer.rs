use crate::bytes::growth;

/// The bytes of an input that were not consumed yet.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    pub(super) bytes: Vec<u8>,
    /// Number of consumed bytes.
    pub(super) at: usize,
    /// Number of bytes that `JsonRows` has scanned without finding the end of a row.
    pub(super) scanned: usize,
    /// Whether the input has ended.
    pub(super) ended: bool,
}

impl Buffer {
    /// Adds bytes. Copies them only if they continue others.
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
