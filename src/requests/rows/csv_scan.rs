//! Finds the fields of a CSV record that is complete in the input, 64 bytes at a time, without copying. It returns `None` for
//! records that are not plain, which `csv.rs` then reads in pieces: a record that continues in the next piece of the input, has
//! another number of columns than the first line, may be blank, or is not UTF-8.

use std::borrow::Cow;

use crate::bytes::lines::LONGEST;
use crate::bytes::strings::plain_blocks;
use crate::bytes::{CsvBits, csv_bits};

/// A field of a record.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether it may contain characters that JSON escapes.
    pub(super) escapes: bool,
    /// Whether it is quoted and contains doubled quotes.
    pub(super) doubled: bool,
}

/// A record that was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Its length, including the first byte of its line end.
    pub(super) length: usize,
    /// Number of line ends in its fields.
    pub(super) line_ends: u64,
}

/// Returns the record at the start of `text`, and its fields, if it is plain.
pub(super) fn scan(text: &[u8], delimiter: u8, columns: usize, fields: &mut Vec<Field>) -> Option<Found> {
    if matches!(delimiter, b'"' | b'\n' | b'\r') {
        return None;
    }
    fields.clear();
    let mut blocks = Blocks::new(text, delimiter);
    blocks.load()?;
    let mut start = 0;
    loop {
        let is_quoted = text.get(start) == Some(&b'"');
        blocks.escapes = false;
        let field = match is_quoted {
            true => blocks.quoted(start + 1)?,
            false => Field {
                start,
                end: blocks.find(start, false)?,
                escapes: blocks.escapes,
                doubled: false,
            },
        };
        fields.push(field);
        let end = field.end + usize::from(is_quoted);
        start = end + 1;
        if text.get(end) != Some(&delimiter) {
            break;
        }
        if fields.len() == columns {
            return None;
        }
    }
    let is_plain = fields.len() == columns
        && start <= LONGEST
        && !may_be_blank(text, fields)
        && (blocks.is_ascii(start) || fields.iter().all(|field| str::from_utf8(field.of(text)).is_ok()));
    is_plain.then_some(Found {
        length: start,
        line_ends: blocks.line_ends,
    })
}

impl Field {
    /// Returns its bytes, with doubled quotes unchanged.
    pub(super) fn of<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// Returns its bytes, with doubled quotes resolved.
    pub(super) fn resolved<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let mut rest = self.of(text);
        if !self.doubled {
            return Cow::Borrowed(rest);
        }
        let mut resolved = Vec::with_capacity(rest.len());
        while let Some(quote) = memchr::memchr(b'"', rest) {
            let (text, after) = rest.split_at(quote + 1);
            resolved.extend_from_slice(text);
            rest = after.get(1..).unwrap_or_default();
        }
        resolved.extend_from_slice(rest);
        Cow::Owned(resolved)
    }
}

/// Returns whether the record may be blank, judging by its first field that is not empty.
fn may_be_blank(text: &[u8], fields: &[Field]) -> bool {
    let mut filled = fields.iter().map(|field| field.of(text));
    let Some(field) = filled.find(|field| !field.is_empty()) else {
        return true;
    };
    match field.first() {
        Some(b'!'..=b'~') => false,
        Some(0x80..) => str::from_utf8(field).map_or(true, |field| field.trim().is_empty()),
        _ => true,
    }
}

/// The blocks of a text.
struct Blocks<'t> {
    text: &'t [u8],
    delimiter: u8,
    /// The offset of the current block.
    base: usize,
    bits: CsvBits,
    /// The non-ASCII bytes in previous blocks.
    wide: u64,
    /// Whether the current field contains characters that JSON escapes.
    escapes: bool,
    /// Whether the current field may have carriage returns.
    returns: bool,
    line_ends: u64,
}

impl<'t> Blocks<'t> {
    fn new(text: &'t [u8], delimiter: u8) -> Blocks<'t> {
        Blocks {
            text,
            delimiter,
            base: 0,
            bits: CsvBits::default(),
            wide: 0,
            escapes: false,
            returns: false,
            line_ends: 0,
        }
    }

    /// Loads the block at `base`.
    #[inline]
    fn load(&mut self) -> Option<()> {
        let rest = self.text.get(self.base..)?;
        match rest.first_chunk() {
            Some(block) => self.bits = csv_bits(block, self.delimiter),
            None => self.load_last(rest)?,
        }
        Some(())
    }

    #[cold]
    #[inline(never)]
    fn load_last(&mut self, rest: &[u8]) -> Option<()> {
        let mut block = [0; 64];
        block.get_mut(..rest.len())?.copy_from_slice(rest);
        let bits = csv_bits(&block, self.delimiter);
        let own = (1 << rest.len()) - 1;
        self.bits = CsvBits {
            ends: bits.ends & own,
            feeds: bits.feeds & own,
            quotes: bits.quotes & own,
            escapes: bits.escapes & own,
            wide: bits.wide & own,
        };
        (!rest.is_empty()).then_some(())
    }

    /// Advances to a block that contains a quote or a character that JSON escapes.
    fn skip_plain(&mut self) {
        let (length, is_ascii) = plain_blocks(self.text.get(self.base..).unwrap_or_default());
        self.wide |= u64::from(!is_ascii);
        self.base += length;
    }

    /// Returns the offset of the next quote, or of the next end of an unquoted field, from byte `from` on.
    #[inline]
    fn find(&mut self, from: usize, in_quotes: bool) -> Option<usize> {
        let mut low = from - self.base;
        loop {
            if low < 64 {
                let left = u64::MAX << low;
                let CsvBits {
                    ends,
                    quotes,
                    feeds,
                    escapes,
                    ..
                } = self.bits;
                let (stops, escapes) = match in_quotes {
                    true => (quotes & left, escapes),
                    false => (ends & left, escapes | quotes),
                };
                let inside = left & (stops.wrapping_sub(1) & !stops);
                if escapes & inside != 0 {
                    self.escapes = true;
                    self.returns |= escapes & ends & !feeds & inside != 0;
                    self.line_ends += u64::from((feeds & inside).count_ones());
                }
                if stops != 0 {
                    return Some(self.base + stops.trailing_zeros() as usize);
                }
                low = 64;
            }
            low -= 64;
            self.base += 64;
            self.wide |= self.bits.wide;
            if in_quotes && low == 0 {
                self.skip_plain();
            }
            self.load()?;
        }
    }

    /// Reads a quoted field, which starts after its opening quote.
    #[inline]
    fn quoted(&mut self, start: usize) -> Option<Field> {
        let (mut from, mut doubled) = (start, false);
        let line_ends_before = self.line_ends;
        self.returns = false;
        let end = loop {
            let end = self.find(from, true)?;
            match self.text.get(end + 1)? {
                b'"' => (from, doubled) = (end + 2, true),
                b'\n' | b'\r' => break end,
                byte if *byte == self.delimiter => break end,
                _ => return None,
            }
        };
        let field = Field {
            start,
            end,
            escapes: self.escapes || doubled,
            doubled,
        };
        if self.returns {
            // A CRLF that is split between two fields counts once.
            if self.text.get(end - 1) == Some(&b'\r') {
                return None;
            }
            self.line_ends = line_ends_before + line_ends(field.of(self.text));
        }
        Some(field)
    }

    /// Returns whether the record that ends before byte `end` is ASCII.
    fn is_ascii(&self, end: usize) -> bool {
        let own = end - self.base;
        let last = if own < 64 {
            self.bits.wide & ((1 << own) - 1)
        } else {
            self.bits.wide
        };
        (self.wide | last) == 0
    }
}

/// Counts line ends in quoted fields: LF, CRLF, CR.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let ends = memchr::memchr2_iter(b'\n', b'\r', text);
    ends.filter(|at| !text.get(*at..).is_some_and(|rest| rest.starts_with(b"\r\n")))
        .count() as u64
}
