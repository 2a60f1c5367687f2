//! Messages for text that is not UTF-8: the offending byte, and what to do.

use crate::bytes::legacy::{Guess, guess, may_be_western};

/// What is named where the bytes show nothing.
const WESTERN: &str = "\"windows-1252\" (Western Europe)";
const ANY: &str = "\"windows-1250\" (Central Europe), \"windows-1251\" (Cyrillic)";
const DOUBLE: &str = "\"gbk\" (China), \"big5\" (Taiwan), \"shift_jis\" (Japan), \"euc-kr\" (Korea)";

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
    let Guess { single, double } = guess(text);
    let single = single.iter().map(|one| format!("\"{}\" ({})", one.label, one.region));
    let mut list: Vec<String> = single.chain(double.then(|| DOUBLE.into())).collect();
    if list.is_empty() {
        list.extend(may_be_western(text).then(|| WESTERN.into()));
        list.push(ANY.into());
    }
    format!(
        "Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name its encoding in the option encoding, for example {}",
        list.join(", ")
    )
}
