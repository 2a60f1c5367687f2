//! Messages for text that is not UTF-8: the offending byte, and what to do.

use crate::bytes::double::Encoding;
use crate::bytes::legacy::{DOS, guess, may_be_western};

/// The encoding to name if the bytes give no hint.
const WESTERN: Encoding = named("windows-1252", "Western Europe");
const ANY: [Encoding; 2] = [
    named("windows-1250", "Central Europe"),
    named("windows-1251", "Cyrillic"),
];

const fn named(label: &'static str, region: &'static str) -> Encoding {
    Encoding { label, region }
}

/// Returns the message for text that is not UTF-8, with advice.
#[cold]
#[inline(never)]
pub fn not_utf8(text: &[u8]) -> String {
    format!("expected UTF-8, found {}. {}", invalid_byte(text), remedy(text))
}

/// Describes the first byte that is not UTF-8.
#[cold]
#[inline(never)]
pub fn invalid_byte(text: &[u8]) -> String {
    let at = std::str::from_utf8(text).map_or_else(|error| error.valid_up_to(), |_| 0);
    format!("the byte 0x{:02x}", text.get(at).copied().unwrap_or_default())
}

/// Returns advice that lists the possible encodings of the text.
#[cold]
#[inline(never)]
pub fn remedy(text: &[u8]) -> String {
    if is_binary(text) {
        return "It looks like binary data: unpack it or export it as text first".into();
    }
    let mut found = guess(text);
    if found.first().is_some_and(|best| best.label == DOS) {
        return "Save it as UTF-8 (in Excel: \"CSV UTF-8\"). It looks like cp850 or cp437 (Western Europe, DOS), which the option \
                encoding does not have"
            .into();
    }
    found.retain(|one| one.label != DOS);
    if found.is_empty() {
        found.extend(may_be_western(text).then_some(WESTERN));
        found.extend(ANY);
    }
    let mut advice = String::from(
        "Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name its encoding in the option encoding, for example ",
    );
    let mut before = "\"";
    for Encoding { label, region } in found {
        for part in [before, label, "\" (", region, ")"] {
            advice.push_str(part);
        }
        before = ", \"";
    }
    advice
}

/// Returns whether a text contains too many control characters for text in any encoding.
fn is_binary(text: &[u8]) -> bool {
    const MOST: usize = 32;
    let is_control = |byte: &&u8| matches!(**byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f);
    text.iter().filter(is_control).count() * MOST > text.len()
}

/// Returns whether an ASCII text is Japanese in ISO-2022-JP, where escape sequences start two-byte characters.
#[cold]
#[inline(never)]
pub fn is_iso_2022_jp(text: &[u8]) -> bool {
    text.windows(3).any(|bytes| matches!(bytes, b"\x1b$B" | b"\x1b$@"))
}
