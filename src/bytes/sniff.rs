//! Detects the format of an input from its first bytes. JSON and CSV begin with ASCII characters or a byte order mark, so a few
//! bytes are enough.

/// The format that the first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sniffed {
    /// Too few bytes to decide.
    Undecided,
    /// Most likely UTF-8.
    Utf8,
    /// UTF-16 text with a byte order mark; contains the encoding label.
    Utf16(&'static str),
    /// Gzip-compressed data.
    Gzip,
    /// A format that cannot be read.
    Foreign(Foreign),
}

/// A format that cannot be read, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    /// Its name with an article, for messages.
    pub name: &'static str,
    /// Advice, as a full sentence.
    pub remedy: &'static str,
}

impl Foreign {
    /// Returns the advice if results were expected.
    pub fn remedy_for_results(&self) -> &'static str {
        match self.remedy {
            UNPACK | SAVE | FETCH => self.remedy,
            _ if self.name.starts_with("UTF-16") => SAVE,
            _ => RESULTS,
        }
    }
}

impl Sniffed {
    /// Converts UTF-16 and gzip to `Foreign`, for a reader that neither decodes nor decompresses.
    pub fn as_foreign(self) -> Sniffed {
        match self {
            Sniffed::Utf16("utf-16le") => Sniffed::Foreign(UTF_16LE),
            Sniffed::Utf16(_) => Sniffed::Foreign(UTF_16BE),
            Sniffed::Gzip => foreign("a gzip file", UNPACK),
            other => other,
        }
    }
}

const UTF_16LE: Foreign = Foreign {
    name: "UTF-16LE",
    remedy: "Save it as UTF-8, or pass its encoding in the option encoding: \"utf-16le\".",
};
const UTF_16BE: Foreign = Foreign {
    name: "UTF-16BE",
    remedy: "Save it as UTF-8, or pass its encoding in the option encoding: \"utf-16be\".",
};

const SHEET: &str = "Save the sheet as \"CSV UTF-8\", and build requests from its rows.";
const EXPORT: &str = "Export it as CSV or JSONL first.";
const UNPACK: &str = "Unpack it and pass the file inside.";
const MEDIA: &str = "It can be part of a request, as a content block, but contains no requests.";
const MARKUP: &str = "It may be an error page or a login page: download the file again.";
const FETCH: &str = "It only names the file: fetch the file itself with git lfs pull.";
const SAVE: &str = "Save it as UTF-8.";
const RESULTS: &str = "Pass the results that the API sent, or a JSONL file that was made of them.";

/// Magic bytes, the name of the format, and the advice.
const MAGIC: [(&[u8], &str, &str); 35] = [
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Excel workbook (.xls) or another Microsoft Office file",
        SHEET,
    ),
    (b"PK\x05\x06", "an empty ZIP archive", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard-compressed file", UNPACK),
    (b"\xfd7zXZ\0", "an xz-compressed file", UNPACK),
    (b"BZh91AY&SY", "a bzip2-compressed file", UNPACK),
    (b"\x04\x22\x4d\x18", "an LZ4-compressed file", UNPACK),
    (b"]\0\0", "an LZMA-compressed file", UNPACK),
    (b"\x1f\x9d", "a compressed file (.Z)", UNPACK),
    (b"x\x01", "a zlib-compressed file", UNPACK),
    (b"x\x9c", "a zlib-compressed file", UNPACK),
    (b"x\xda", "a zlib-compressed file", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a", "a RAR archive", UNPACK),
    (b"PAR1\x15", "a Parquet file", EXPORT),
    (b"ARROW1\0\0", "an Arrow (Feather) file", EXPORT),
    (b"Obj\x01", "an Avro file", EXPORT),
    (b"SQLite format 3\0", "an SQLite database", EXPORT),
    (b"\0\x01\0\0Standard ", "an Access database", EXPORT),
    (b"$FL2@(#)", "an SPSS file", EXPORT),
    (b"\x80\x04\x95", "a Python pickle", EXPORT),
    (b"\x80\x05\x95", "a Python pickle", EXPORT),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", EXPORT),
    (b"\x93NUMPY", "a NumPy array", EXPORT),
    (b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60", "a SAS data set", EXPORT),
    (b"version https://git-lfs", "a pointer of Git LFS", FETCH),
    (b"%PDF-", "a PDF", MEDIA),
    (b"\x89PNG", "a PNG image", MEDIA),
    (b"\xff\xd8\xff", "a JPEG image", MEDIA),
    (b"GIF87a", "a GIF image", MEDIA),
    (b"GIF89a", "a GIF image", MEDIA),
    (b"II*\0", "a TIFF image", MEDIA),
    (b"MM\0*", "a TIFF image", MEDIA),
    (b"{\\rtf", "a rich-text file (RTF)", "Save it as plain text in UTF-8."),
    (b"bplist00", "a property list", EXPORT),
    (b"\0asm", "a WebAssembly module", EXPORT),
];

/// Tags that HTML and XML begin with, after white space, in any letter case.
const TAGS: [&[u8]; 7] = [
    b"<!doctype",
    b"<html",
    b"<head",
    b"<body",
    b"<table",
    b"<script",
    b"<?xml",
];

/// Names in spreadsheets that Excel and other programs save as HTML or XML.
const OFFICE: [&[u8]; 2] = [b"urn:schemas-microsoft-com:office", b"Excel.Sheet"];

/// Identifies a format from enough bytes.
type Look = fn(&[u8]) -> Sniffed;

/// Magic bytes that several formats share, the number of bytes that distinguishes these, and the function that does so.
const LONGER: [(&[u8], usize, Look); 2] = [(b"PK\x03\x04", ZIP_HEAD, zip), (b"RIFF", 12, riff)];

/// Offset of the first file name in a ZIP archive, and how many bytes identify an archive.
const ZIP_NAME: usize = 30;
const ZIP_HEAD: usize = 90;
/// Maximum white space before a tag.
const SPACE: usize = 64;

/// Number of bytes that always suffice for a decision.
pub const SNIFF_LEN: usize = 128;

/// Identifies an input by its first bytes. UTF-16 and UTF-32 without a byte order mark are recognized by the zero bytes next
/// to the first character, which UTF-8 text does not have. `ended` says that no more bytes follow.
pub fn sniff(head: &[u8], ended: bool) -> Sniffed {
    let open = |sniffed| if ended { sniffed } else { Sniffed::Undecided };
    match head {
        [0xff, 0xfe, 0, 0, ..] => return foreign("UTF-32LE", SAVE),
        [0, 0, 0xfe, 0xff, ..] => return foreign("UTF-32BE", SAVE),
        [1..=0xff, 0, 0, 0, rest @ ..] | [0, 0, 0, 1..=0xff, rest @ ..] => return wide(head, rest, ended),
        [0xff, 0xfe, _, _, ..] => return Sniffed::Utf16("utf-16le"),
        [0xfe, 0xff, ..] => return Sniffed::Utf16("utf-16be"),
        [0xff, 0xfe] | [0xff, 0xfe, _] => return open(Sniffed::Utf16("utf-16le")),
        [] | [_] | [_, 0] | [_, 0, _] | [0xef, 0xbb] => return open(Sniffed::Utf8),
        [0x1f, 0x8b, ..] => return Sniffed::Gzip,
        _ => {}
    }
    for (magic, enough, known) in LONGER {
        if begins(head, magic).unwrap_or(!ended) {
            return if head.len() >= enough || ended {
                known(head)
            } else {
                Sniffed::Undecided
            };
        }
    }
    for (magic, name, remedy) in MAGIC {
        match begins(head, magic) {
            Some(true) => return foreign(name, remedy),
            None if !ended => return Sniffed::Undecided,
            _ => {}
        }
    }
    match is_tar(head) {
        Some(true) => return foreign("a tar archive", UNPACK),
        None if !ended => return Sniffed::Undecided,
        _ => {}
    }
    match head {
        [1..=0xff, 0, _, _, ..] => Sniffed::Foreign(UTF_16LE),
        [0, 1..=0xff, ..] => Sniffed::Foreign(UTF_16BE),
        _ => markup(head, ended),
    }
}

/// Identifies an input whose first four bytes may be a character in UTF-32, by the next four. Binary formats begin with a number
/// of as many bytes.
#[cold]
fn wide(head: &[u8], rest: &[u8], ended: bool) -> Sniffed {
    let is_little = head.first() != Some(&0);
    let is_character = match rest.first_chunk::<4>() {
        // No text has control characters before the tab.
        Some([0..=8, 0, 0, 0] | [0, 0, 0, 0..=8]) => false,
        Some([_, _, 0..=0x10, 0]) if is_little => true,
        Some([0, 0..=0x10, _, _]) => !is_little,
        Some(_) => false,
        None if ended => true,
        None => return Sniffed::Undecided,
    };
    match (is_character, is_little) {
        (true, true) => foreign("UTF-32LE", SAVE),
        (true, false) => foreign("UTF-32BE", SAVE),
        (false, _) => foreign("binary data", EXPORT),
    }
}

/// Returns how an input must be decoded before it can be read, by its first bytes: `gzip`, an encoding label, `foreign` for a
/// format that is not text, or empty for plain text. Returns `open` while there are too few bytes to decide.
pub fn wrapping(head: &[u8], ended: bool) -> &'static str {
    match sniff(head, ended) {
        Sniffed::Undecided => "open",
        Sniffed::Gzip => "gzip",
        Sniffed::Utf16(label) => label,
        // Decoding it would hide the actual format.
        Sniffed::Foreign(_) => "foreign",
        Sniffed::Utf8 if head.starts_with(b"\xef\xbb\xbf") => "utf-8",
        Sniffed::Utf8 => "",
    }
}

const fn foreign(name: &'static str, remedy: &'static str) -> Sniffed {
    Sniffed::Foreign(Foreign { name, remedy })
}

/// Returns whether `head` begins with `magic`; `None` while there are too few bytes to decide.
fn begins(head: &[u8], magic: &[u8]) -> Option<bool> {
    match head.get(..magic.len()) {
        Some(first) => Some(first == magic),
        None if magic.starts_with(head) => None,
        None => Some(false),
    }
}

/// Length of the first field of a tar archive (a file name padded with zeros), and of that and the next one (the mode).
const TAR_NAME: usize = 100;
const TAR_HEAD: usize = 108;

/// Returns whether a tar archive begins like this, or `None` if there are too few bytes to decide. The magic bytes come late, and
/// the oldest archives have none.
#[cold]
#[inline(never)]
fn is_tar(head: &[u8]) -> Option<bool> {
    if matches!(head, [b'{' | b'[' | b'"' | b'<' | 0x80.., ..]) {
        return Some(false);
    }
    let end = head.iter().position(|byte| *byte < b' ').unwrap_or(head.len());
    let rest = head.get(end..TAR_NAME.min(head.len())).unwrap_or_default();
    if !(1..TAR_NAME).contains(&end) || rest.iter().any(|byte| *byte != 0) {
        return Some(false);
    }
    let mode = head.get(TAR_NAME..TAR_HEAD)?;
    Some(mode.ends_with(b"\0") && mode.iter().all(|byte| *byte <= b'7'))
}

/// Office files are ZIP archives too; the name of the first file distinguishes them.
#[cold]
fn zip(head: &[u8]) -> Sniffed {
    let name = head.get(ZIP_NAME..).unwrap_or_default();
    let is = |prefix: &[u8]| name.starts_with(prefix);
    if is(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet") {
        foreign("an OpenDocument spreadsheet (.ods)", SHEET)
    } else if is(b"mimetypeapplication/vnd.oasis") {
        foreign("an OpenDocument file", SHEET)
    } else if is(b"[Content_Types].xml") || is(b"xl/") || is(b"_rels/") || is(b"docProps/") {
        foreign("an Excel workbook (.xlsx) or another Microsoft Office file", SHEET)
    } else if is(b"Index/") {
        foreign("a Numbers spreadsheet", SHEET)
    } else {
        foreign("a ZIP archive", UNPACK)
    }
}

#[cold]
fn riff(head: &[u8]) -> Sniffed {
    match head.get(8..12) {
        Some(b"WEBP") => foreign("a WebP image", MEDIA),
        _ => Sniffed::Utf8,
    }
}

fn markup(head: &[u8], ended: bool) -> Sniffed {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = head.get(..SPACE).unwrap_or(head).trim_ascii_start();
    if text.is_empty() && head.len() < SPACE && !ended {
        return Sniffed::Undecided;
    }
    let text = head.get(head.len().min(SPACE) - text.len()..).unwrap_or_default();
    if text.first() != Some(&b'<') {
        return Sniffed::Utf8;
    }
    for tag in TAGS {
        match text.get(..tag.len()) {
            Some(first) if first.eq_ignore_ascii_case(tag) => {
                let is_sheet = tag == b"<table"
                    || OFFICE
                        .iter()
                        .any(|name| head.windows(name.len()).any(|part| part == *name));
                return match is_sheet {
                    true => foreign("a spreadsheet in HTML or XML (.xls)", SHEET),
                    false if head.len() < SNIFF_LEN && !ended => Sniffed::Undecided,
                    false => foreign("HTML or XML", MARKUP),
                };
            }
            None if !ended => return Sniffed::Undecided,
            _ => {}
        }
    }
    Sniffed::Utf8
}
