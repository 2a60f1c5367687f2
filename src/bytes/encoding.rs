//! Messages for text that is not UTF-8: the offending byte, and what to do.

/// Common legacy encodings by region. The bytes alone do not reveal which one a text uses.
const SINGLE: &str = "\"windows-1250\" (Central Europe), \"windows-1251\" (Cyrillic)";
const DOUBLE: &str = ", \"gbk\" (China), \"big5\" (Taiwan), \"shift_jis\" (Japan), \"euc-kr\" (Korea)";

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

/// Returns advice that lists the encodings the text could have.
#[cold]
#[inline(never)]
pub fn remedy(text: &[u8]) -> String {
    // Windows-1252 leaves these undefined.
    let is_undefined = |byte: &u8| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let western = match text.iter().any(is_undefined) {
        true => "",
        false => "\"windows-1252\" (Western Europe), ",
    };
    let double = if has_pairs(text) { DOUBLE } else { "" };
    format!(
        "Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name its encoding in the option encoding, for example \
         {western}{SINGLE}{double}"
    )
}

/// Returns whether every byte beyond ASCII could be the first half of a two-byte character.
fn has_pairs(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        if *byte >= 0x80 && !bytes.next().is_some_and(|second| (0x40..0xff).contains(second)) {
            return false;
        }
    }
    true
}
