//! What other vendors, and other layers of a program, call things: what each is here. All of it is looked up only where
//! something was found that the API does not have.

mod blocks;
mod keys;
mod models;
mod params;
mod values;

pub(super) use blocks::{block, tool, untagged};
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

/// Whether a list of words with spaces between them has this one.
fn has(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|other| other == word)
}
