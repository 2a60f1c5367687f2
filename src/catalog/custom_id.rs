//! Ids for requests, made from keys of rows. They are always valid, and are the same in every run over the same rows.

use std::borrow::Cow;

use twox_hash::XxHash64;

use crate::catalog::limits::MAX_CUSTOM_ID;

/// Length of the hash at the end of an id made from a key: 12 hexadecimal digits, 48 bits.
const HASH: usize = 12;

/// Returns the id of the first row with this key.
pub fn id_of_key(key: &str) -> Cow<'_, str> {
    let is_valid = (1..=MAX_CUSTOM_ID).contains(&key.len()) && key.bytes().all(is_allowed);
    if is_valid { key.into() } else { slug(key).into() }
}

/// Returns the id of a further row with the same key; `number` starts at 2.
pub fn numbered(id: &str, number: u32) -> String {
    let suffix = format!("-{number}");
    let room = MAX_CUSTOM_ID - suffix.len();
    format!("{}{suffix}", id.get(..room).unwrap_or(id))
}

/// The id of the first row, if this is the id of a further row of the same key.
pub fn numbered_stem(id: &str) -> Option<&str> {
    let (stem, number) = id.rsplit_once('-')?;
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0') && number != "1";
    (is_number && !number.is_empty()).then_some(stem)
}

/// As much of a key as an id can hold, and a hash of all of it.
fn slug(key: &str) -> String {
    let mut id = String::with_capacity(MAX_CUSTOM_ID);
    for char in key.chars() {
        if id.len() == MAX_CUSTOM_ID - HASH - 1 {
            break;
        }
        if u8::try_from(char).is_ok_and(is_allowed) {
            id.push(char);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let readable = id.trim_end_matches('-');
    let between = if readable.is_empty() { "" } else { "-" };
    let length = readable.len();
    id.truncate(length);
    id.push_str(between);
    let hash = hash(key.as_bytes());
    let digit = |place: usize| char::from_digit((hash >> (60 - 4 * place)) as u32 & 15, 16);
    id.extend((0..HASH).filter_map(digit));
    id
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// XXH64, which is the same on every machine and in every version.
pub fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}
