//! Reads base64 in a JSON string without copying it. Checks every character, but decodes only the bytes that are needed.

use crate::bytes::block::base64_blocks;
use crate::json::Value;

/// Base64 text between the quotes of a string, escapes included.
#[derive(Debug, Clone, Copy)]
pub struct Encoded<'a> {
    inner: &'a [u8],
    escaped: bool,
}

/// The reason why a text is not base64. Positions are byte offsets from the start of the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    Empty,
    /// A character that is not allowed here.
    Character {
        char: char,
        /// The number of characters before it.
        before: usize,
        start: usize,
        end: usize,
    },
    /// Truncated, or without its padding.
    Length(usize),
}

/// The length of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Number of base64 characters, including padding.
    pub characters: usize,
    /// Number of decoded bytes.
    pub bytes: usize,
}

impl<'a> Encoded<'a> {
    pub fn new(value: Value<'a>) -> Option<Encoded<'a>> {
        let (inner, escaped) = value.inner()?;
        Some(Encoded { inner, escaped })
    }

    /// Wraps a text without escapes.
    pub fn plain(inner: &'a [u8]) -> Encoded<'a> {
        Encoded { inner, escaped: false }
    }

    /// Length of the text in bytes, including escapes.
    pub fn length(&self) -> usize {
        self.inner.len()
    }

    /// Whether it begins like a `data:` URI.
    pub fn is_data_uri(&self) -> bool {
        self.inner
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case(b"data:"))
    }

    /// Checks the whole text.
    pub fn scan(&self) -> Result<Size, Fault> {
        let mut tally = Tally::default();
        let mut at = 0;
        while let Some(rest) = self.inner.get(at..).filter(|rest| !rest.is_empty()) {
            let plain = plain(rest, self.escaped);
            tally.plain(plain, at)?;
            at += plain.len();
            let Some((char, length)) = self.inner.get(at..).and_then(escape) else {
                continue;
            };
            tally.push(char, at, at + length)?;
            at += length;
        }
        tally.end()
    }

    /// Returns a decoder at the start of the data.
    pub fn bytes(&self) -> Decoder<'a> {
        Decoder {
            rest: self.inner,
            escaped: self.escaped,
            held: 0,
            bits: 0,
            read: 0,
        }
    }
}

/// Returns the start of a text up to its first escape.
fn plain(text: &[u8], escaped: bool) -> &[u8] {
    let end = if escaped { memchr::memchr(b'\\', text) } else { None };
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Returns the escape at the start of a text, and its length. Does not distinguish characters that are not base64.
fn escape(text: &[u8]) -> Option<(char, usize)> {
    if text.first() != Some(&b'\\') {
        return None;
    }
    Some(match text.get(1)? {
        b'u' => {
            let digits = std::str::from_utf8(text.get(2..6)?).ok()?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            (char::from_u32(code).unwrap_or('\u{fffd}'), 6)
        }
        b'n' => ('\n', 2),
        b'r' => ('\r', 2),
        b't' => ('\t', 2),
        b'b' => ('\u{8}', 2),
        b'f' => ('\u{c}', 2),
        byte => (char::from(*byte), 2),
    })
}

/// The state of a scan of a text.
#[derive(Debug, Default)]
struct Tally {
    characters: usize,
    padding: usize,
    /// The position at which the padding began.
    padded: Option<(usize, usize)>,
}

impl Tally {
    fn plain(&mut self, part: &[u8], at: usize) -> Result<(), Fault> {
        let clean = first_invalid(part).unwrap_or(part.len());
        if clean > 0 {
            self.unpadded()?;
            self.characters += clean;
        }
        // The rest is empty, padding, or invalid.
        let Some(Ok(rest)) = part.get(clean..).map(std::str::from_utf8) else {
            return Ok(());
        };
        for (offset, char) in rest.char_indices() {
            let start = at + clean + offset;
            self.push(char, start, start + char.len_utf8())?;
        }
        Ok(())
    }

    fn push(&mut self, char: char, start: usize, end: usize) -> Result<(), Fault> {
        match char {
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => self.unpadded()?,
            '=' if self.padding < 2 => {
                self.padded = self.padded.or(Some((start, end)));
                self.padding += 1;
            }
            _ => {
                return Err(Fault::Character {
                    char,
                    before: self.characters,
                    start,
                    end,
                });
            }
        }
        self.characters += 1;
        Ok(())
    }

    /// Only padding may follow padding.
    fn unpadded(&self) -> Result<(), Fault> {
        match self.padded {
            None => Ok(()),
            Some((start, end)) => Err(Fault::Character {
                char: '=',
                before: self.characters - self.padding,
                start,
                end,
            }),
        }
    }

    fn end(self) -> Result<Size, Fault> {
        match self.characters {
            0 => Err(Fault::Empty),
            characters if !characters.is_multiple_of(4) => Err(Fault::Length(characters)),
            characters => Ok(Size {
                characters,
                bytes: (characters / 4 * 3).saturating_sub(self.padding),
            }),
        }
    }
}

/// Returns the first byte that is not in the alphabet. Usually there is none.
fn first_invalid(part: &[u8]) -> Option<usize> {
    let start = base64_blocks(part);
    let rest = part.get(start..)?;
    let is_invalid = |byte: &u8| sextet(*byte) == NONE;
    Some(start + rest.iter().position(is_invalid)?)
}

/// The six bits of each character, or `NONE` for a byte that is not in the alphabet.
const SEXTETS: [u8; 256] = sextets();
/// Not in the alphabet.
const NONE: u8 = 0x80;

#[allow(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut table = [NONE; 256];
    let mut at = 0;
    while at < alphabet.len() {
        table[alphabet[at] as usize] = at as u8;
        at += 1;
    }
    table
}

fn sextet(byte: u8) -> u8 {
    SEXTETS.get(usize::from(byte)).copied().unwrap_or(NONE)
}

/// Decodes valid base64 forward, and skips the bytes that are not needed.
#[derive(Debug, Clone)]
pub struct Decoder<'a> {
    rest: &'a [u8],
    escaped: bool,
    held: u32,
    bits: u32,
    read: usize,
}

impl Decoder<'_> {
    fn symbol(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        let byte = if self.escaped && *first == b'\\' {
            let (char, length) = escape(self.rest)?;
            self.rest = self.rest.get(length..)?;
            u8::try_from(char).ok()?
        } else {
            self.rest = rest;
            *first
        };
        Some(sextet(byte)).filter(|bits| *bits != NONE)
    }

    /// Returns the next byte.
    pub fn byte(&mut self) -> Option<u8> {
        while self.bits < 8 {
            self.held = (self.held << 6) | u32::from(self.symbol()?);
            self.bits += 6;
        }
        self.bits -= 8;
        self.read += 1;
        let byte = (self.held >> self.bits) as u8;
        self.held &= (1 << self.bits) - 1;
        Some(byte)
    }

    /// Returns the next few bytes.
    pub fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut bytes = [0; N];
        for byte in &mut bytes {
            *byte = self.byte()?;
        }
        Some(bytes)
    }

    /// Skips bytes. Three bytes are four characters.
    pub fn skip(&mut self, count: usize) -> Option<()> {
        let end = self.read.checked_add(count)?;
        while !self.read.is_multiple_of(3) && self.read < end {
            self.byte()?;
        }
        let groups = (end - self.read) / 3;
        self.pass(groups.checked_mul(4)?)?;
        self.read += groups * 3;
        while self.read < end {
            self.byte()?;
        }
        Some(())
    }

    fn pass(&mut self, mut characters: usize) -> Option<()> {
        while characters > 0 {
            // Looks ahead no further than needed, which keeps many short skips linear.
            let ahead = self.rest.get(..characters).unwrap_or(self.rest);
            let plain = plain(ahead, self.escaped).len();
            self.rest = self.rest.get(plain..)?;
            characters -= plain;
            if characters > 0 {
                let (_, length) = escape(self.rest)?;
                self.rest = self.rest.get(length..)?;
                characters -= 1;
            }
        }
        Some(())
    }

    /// Fills a buffer with the next bytes, and returns how many there were.
    pub fn fill(&mut self, buffer: &mut [u8]) -> usize {
        let mut filled = 0;
        while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            if self.bits == 0 {
                let ahead = self.rest.get(..room.len() / 3 * 4).unwrap_or(self.rest);
                let groups = decode(plain(ahead, self.escaped), room);
                self.rest = self.rest.get(groups * 4..).unwrap_or_default();
                self.read += groups * 3;
                filled += groups * 3;
            }
            // The remaining bytes are an escape, the padding, or the last bytes of the buffer.
            let Some(room) = buffer.get_mut(filled) else { break };
            let Some(byte) = self.byte() else { break };
            *room = byte;
            filled += 1;
        }
        filled
    }
}

/// Decodes whole groups of four characters, and returns their number.
fn decode(text: &[u8], room: &mut [u8]) -> usize {
    let mut groups = 0;
    let (quads, _) = text.as_chunks::<4>();
    let (triples, _) = room.as_chunks_mut::<3>();
    for ([a, b, c, d], triple) in quads.iter().zip(triples) {
        let (a, b, c, d) = (sextet(*a), sextet(*b), sextet(*c), sextet(*d));
        if (a | b | c | d) & NONE != 0 {
            break;
        }
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
        groups += 1;
    }
    groups
}
