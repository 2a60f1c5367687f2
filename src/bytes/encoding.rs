//! Text that is not UTF-8: which byte shows it, and what can be done.

/// What older programs write, by region. Which of them a text has cannot be known from its bytes.
const SINGLE: &str = "\"windows-1250\" (Central Europe), \"windows-1251\" (Cyrillic)";
const DOUBLE: &str = ", \"gbk\" (China), \"big5\" (Taiwan), \"shift_jis\" (Japan), \"euc-kr\" (Korea)";

/// The complaint about text that turned out not to be UTF-8, and the way out.
#[cold]
#[inline(never)]
pub fn not_utf8(text: &[u8]) -> String {
    format!("expected UTF-8, found {}. {}", invalid_byte(text), remedy(text))
}

/// The first byte that is not UTF-8.
#[cold]
#[inline(never)]
pub fn invalid_byte(text: &[u8]) -> String {
    let at = std::str::from_utf8(text).map_or_else(|error| error.valid_up_to(), |_| 0);
    format!("the byte 0x{:02x}", text.get(at).copied().unwrap_or_default())
}

/// What to do about it. Encodings that the text cannot have are left out.
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

/// Whether the bytes beyond ASCII could each be the first of two that make a character.
fn has_pairs(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        if *byte >= 0x80 && !bytes.next().is_some_and(|second| (0x40..0xff).contains(second)) {
            return false;
        }
    }
    true
}
