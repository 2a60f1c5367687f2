//! What other vendors, and other layers of a program, call things: what each is here. All of it is looked up only where
//! something was found that the API does not have.

mod blocks;
mod keys;
mod models;
mod params;
mod values;

pub(super) use blocks::{block, message, tool, untagged};
pub(super) use keys::key;
pub(super) use models::{Strange, newest, strange};
pub(super) use params::{beside, param};
pub(super) use values::{tag, value};

/// Letters and digits of a name, in lower case: `maxTokens`, `max-tokens` and `max_tokens` are one. Longer names than any that
/// is known are cut.
pub(super) fn fold(name: &str) -> String {
    const LONGEST: usize = 40;
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LONGEST)
        .map(|char| char.to_ascii_lowercase())
        .collect()
}

/// Whether a name in snake case is this one when it is folded.
pub(super) fn is_folded(name: &str, folded: &str) -> bool {
    name.bytes().filter(|byte| *byte != b'_').eq(folded.bytes())
}

/// Whether a list of words with spaces between them has this one. `image*` stands for all words that begin so.
#[inline(never)]
fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|other| match other.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => other == word && !word.is_empty(),
    })
}
