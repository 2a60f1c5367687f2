//! Which character separates the columns of a CSV: the most frequent candidate in its first line that is not blank.

/// In the order in which they win where they stand equally often.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Counts candidates until the first line has ended, however it is cut.
#[derive(Debug, Default)]
pub(super) struct Sniffer {
    counts: [usize; CANDIDATES.len()],
    quoted: bool,
    /// Bytes that were counted.
    scanned: usize,
    has_text: bool,
}

impl Sniffer {
    /// Counts what is new in the text since the last call, which starts with the same bytes. Returns the delimiter once
    /// the first line has ended, or at the end of the text.
    pub(super) fn scan(&mut self, text: &[u8], ended: bool) -> Option<u8> {
        for byte in text.get(self.scanned..).unwrap_or_default() {
            self.scanned += 1;
            match byte {
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'\n' | b'\r' if self.has_text => return Some(self.most()),
                b'\n' | b'\r' => continue,
                _ => {
                    let candidate = CANDIDATES.iter().position(|candidate| candidate == byte);
                    if let Some(count) = candidate.and_then(|at| self.counts.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
            self.has_text = true;
        }
        ended.then(|| self.most())
    }

    fn most(&self) -> u8 {
        let mut best = (b',', 0);
        for (candidate, count) in CANDIDATES.into_iter().zip(self.counts) {
            if count > best.1 {
                best = (candidate, count);
            }
        }
        best.0
    }
}
