//! Detects the column delimiter of a CSV: the one declared by a first line `sep=;`, or the most frequent candidate in the first
//! line that is not blank.

/// Candidates, in order of preference on a tie.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Counts candidates until the first line has ended, however it is cut.
#[derive(Debug, Default)]
pub(super) struct Sniffer {
    counts: [usize; CANDIDATES.len()],
    quoted: bool,
    /// Bytes that were counted.
    scanned: usize,
    /// Where the first line that is not blank starts.
    start: Option<usize>,
}

/// The delimiter by the first line.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstLine {
    pub(super) delimiter: u8,
    /// Length of the line `sep=;`, which holds no row; otherwise 0.
    pub(super) skip: usize,
}

impl Sniffer {
    /// Counts what is new in the text since the last call, which starts with the same bytes. Returns what the first line
    /// says once it has ended, or at the end of the text.
    pub(super) fn scan(&mut self, text: &[u8], ended: bool) -> Option<FirstLine> {
        for byte in text.get(self.scanned..).unwrap_or_default() {
            match byte {
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'\n' | b'\r' if self.start.is_some() => return Some(self.first_line(text)),
                b'\n' | b'\r' => {
                    self.scanned += 1;
                    continue;
                }
                _ => {
                    let candidate = CANDIDATES.iter().position(|candidate| candidate == byte);
                    if let Some(count) = candidate.and_then(|at| self.counts.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
            self.start.get_or_insert(self.scanned);
            self.scanned += 1;
        }
        ended.then(|| self.first_line(text))
    }

    fn first_line(&self, text: &[u8]) -> FirstLine {
        let line = text
            .get(self.start.unwrap_or_default()..self.scanned)
            .unwrap_or_default();
        match declared_delimiter(line) {
            Some(delimiter) => FirstLine {
                delimiter,
                skip: self.scanned,
            },
            None => FirstLine {
                delimiter: self.most_frequent(),
                skip: 0,
            },
        }
    }

    fn most_frequent(&self) -> u8 {
        let mut best = (b',', 0);
        for (candidate, count) in CANDIDATES.into_iter().zip(self.counts) {
            if count > best.1 {
                best = (candidate, count);
            }
        }
        best.0
    }
}

/// The delimiter that a line `sep=;` declares, as Excel writes and reads it; in quotes, too, and with delimiters behind it,
/// as it is where another program has saved the file again.
fn declared_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_start();
    let (quoted, line) = match line.strip_prefix(b"\"") {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let (name, rest) = line.split_at_checked(4)?;
    let (delimiter, rest) = rest.split_first()?;
    if !name.eq_ignore_ascii_case(b"sep=") || !delimiter.is_ascii() || matches!(delimiter, b'"' | 0) {
        return None;
    }
    let rest = if quoted { rest.strip_prefix(b"\"")? } else { rest };
    let is_padding = |byte: &u8| byte == delimiter || matches!(byte, b' ' | b'\t');
    rest.iter().all(is_padding).then_some(*delimiter)
}
