//! Searches a PDF for words without parsing it, one piece of the file at a time.

use memchr::memmem;

use crate::media::base64::Decoder;

/// The facts about a PDF.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Pdf {
    /// Whether it starts with the PDF header.
    pub has_header: bool,
    /// Number of page objects outside of compressed object streams, which may contain more.
    pub pages: usize,
    /// Whether it has an encryption dictionary.
    pub is_encrypted: bool,
}

/// The header must start within this many bytes, as most readers accept.
const HEADER_WITHIN: usize = 1024;
/// The size of a piece.
const PIECE: usize = 12 * 1024;
/// A word and the text that must follow it fit in this many bytes. A word that starts closer to the end of a piece belongs to the
/// next piece.
const REACH: usize = 64;

/// Reads a file.
pub fn read(mut bytes: Decoder<'_>) -> Pdf {
    let types = memmem::Finder::new(b"/Type");
    let encrypts = memmem::Finder::new(b"/Encrypt");
    let mut pdf = Pdf::default();
    let mut buffer = [0; PIECE];
    let mut kept = 0;
    let mut is_first = true;
    loop {
        let filled = kept + bytes.fill(buffer.get_mut(kept..).unwrap_or_default());
        let piece = buffer.get(..filled).unwrap_or_default();
        if is_first {
            let start = piece.get(..HEADER_WITHIN).unwrap_or(piece);
            pdf.has_header = memmem::find(start, b"%PDF-").is_some();
            is_first = false;
        }
        let is_last = filled < PIECE;
        let end = if is_last { filled } else { PIECE - REACH };
        let after = |at: usize, word: &memmem::Finder<'_>| piece.get(at + word.needle().len()..).unwrap_or_default();
        pdf.pages += starts(&types, piece, end)
            .filter(|at| is_page(after(*at, &types)))
            .count();
        pdf.is_encrypted =
            pdf.is_encrypted || starts(&encrypts, piece, end).any(|at| is_reference(after(at, &encrypts)));
        if is_last {
            return pdf;
        }
        buffer.copy_within(end..PIECE, 0);
        kept = REACH;
    }
}

/// Returns the offsets before `end` at which a word begins.
fn starts<'f>(word: &'f memmem::Finder<'_>, piece: &'f [u8], end: usize) -> impl Iterator<Item = usize> + 'f {
    word.find_iter(piece).take_while(move |at| *at < end)
}

/// Whether `/Page` follows, but not a longer name such as `/Pages`.
fn is_page(rest: &[u8]) -> bool {
    let Some(after) = rest.trim_ascii_start().strip_prefix(b"/Page") else {
        return false;
    };
    after.first().is_some_and(|byte| !byte.is_ascii_alphanumeric())
}

/// Whether a reference such as `12 0 R` follows, or a dictionary.
fn is_reference(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_start();
    let Some(rest) = digits(rest) else {
        return rest.starts_with(b"<<");
    };
    rest.first().is_some_and(u8::is_ascii_whitespace)
        && digits(rest.trim_ascii_start()).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"R"))
}

/// Returns the text after the leading digits, if there are any.
fn digits(text: &[u8]) -> Option<&[u8]> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.get(count..).filter(|_| count > 0)
}
