//! Detects the column delimiter of a CSV: the one declared by a first line `sep=;`, or the most frequent candidate in the first
//! non-blank line.

/// Candidates, in order of preference on a tie.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The first line is examined up to this length.
const LONGEST_LINE: usize = 1 << 20;

/// Counts candidates until the first line has ended, independently of where it is cut.
#[derive(Debug, Default)]
pub(super) struct Sniffer {
    counts: [usize; CANDIDATES.len()],
    quoted: bool,
    /// Number of bytes that were counted.
    scanned: usize,
    /// Offset of the first non-blank line.
    start: Option<usize>,
    /// Length of a line `sep=` without a delimiter.
    skip: usize,
}

/// The result of the first line.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstLine {
    pub(super) delimiter: u8,
    /// Length of the line `sep=;`, which is not a row; otherwise 0.
    pub(super) skip: usize,
}

impl Sniffer {
    /// Counts the bytes of the text that were not in it at the last call; the text must start with the same bytes. Returns the
    /// result once the first line has ended, or at the end of the text.
    pub(super) fn scan(&mut self, text: &[u8], ended: bool) -> Option<FirstLine> {
        let end = text.len().min(LONGEST_LINE);
        for byte in text.get(self.scanned..end).unwrap_or_default() {
            match byte {
                b'"' => self.quoted = !self.quoted,
                _ if self.quoted => {}
                b'\n' | b'\r' if self.start.is_some() => {
                    if let Some(first) = self.first_line(text) {
                        return Some(first);
                    }
                    // The next line determines the delimiter.
                    *self = Sniffer {
                        scanned: self.scanned + 1,
                        skip: self.scanned,
                        ..Sniffer::default()
                    };
                    continue;
                }
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
        if !ended && self.scanned < LONGEST_LINE {
            return None;
        }
        self.first_line(text).or(Some(FirstLine {
            delimiter: b',',
            skip: self.scanned,
        }))
    }

    /// Returns the result of the line; `None` if it only declares an unspecified delimiter.
    fn first_line(&self, text: &[u8]) -> Option<FirstLine> {
        let line = text
            .get(self.start.unwrap_or_default()..self.scanned)
            .unwrap_or_default();
        match declared_delimiter(line) {
            Some(Declared::Delimiter(delimiter)) => Some(FirstLine {
                delimiter,
                skip: self.scanned,
            }),
            Some(Declared::Nothing) => None,
            None => Some(FirstLine {
                delimiter: self.most_frequent(),
                skip: self.skip,
            }),
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

/// The declaration of a line `sep=`.
#[derive(Debug, Clone, Copy)]
enum Declared {
    Delimiter(u8),
    Nothing,
}

/// Names of delimiters, in lower case.
const NAMES: [(&[u8], u8); 6] = [
    (b"tab", b'\t'),
    (b"\\t", b'\t'),
    (b"comma", b','),
    (b"semicolon", b';'),
    (b"pipe", b'|'),
    (b"space", b' '),
];

/// Returns the declaration of a line `sep=;`, as Excel writes and reads it. People and other programs write it in other ways: in
/// quotes or with the delimiter in quotes, with spaces, with the name of the delimiter, and followed by the delimiters of empty
/// columns.
fn declared_delimiter(line: &[u8]) -> Option<Declared> {
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, rest) = line.split_at_checked(3)?;
    let value = rest.trim_ascii_start().strip_prefix(b"=")?;
    if !name.eq_ignore_ascii_case(b"sep") {
        return None;
    }
    let is_around = |byte: &u8| matches!(byte, b'"' | b'\'' | b' ') || CANDIDATES.contains(byte);
    let end = value
        .iter()
        .rposition(|byte| !is_around(byte))
        .map_or(0, |last| last + 1);
    let word = value.get(..end).unwrap_or_default();
    let word = word
        .strip_prefix(b"\"")
        .or(word.strip_prefix(b"'"))
        .unwrap_or(word)
        .trim_ascii();
    if let Some((_, named)) = NAMES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)) {
        return Some(Declared::Delimiter(*named));
    }
    match word {
        // A space counts only if there is no other character.
        [] => match value.iter().find(|byte| CANDIDATES.contains(byte)) {
            Some(candidate) => Some(Declared::Delimiter(*candidate)),
            None if value.contains(&b' ') => Some(Declared::Delimiter(b' ')),
            None => Some(Declared::Nothing),
        },
        [first @ b'!'..=b'~', same @ ..] if same.iter().all(|byte| byte == first) => Some(Declared::Delimiter(*first)),
        _ => None,
    }
}
