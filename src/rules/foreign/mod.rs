//! Names from other vendors, and from other layers of a program, with their counterparts in this API. They are looked up only
//! after something unknown was found.

mod blocks;
mod keys;
mod models;
mod params;
mod values;

pub(super) use blocks::{block, message, tool, untagged};
pub(super) use keys::key;
pub(super) use models::{UnlistedModel, classify, newest};
pub(super) use params::{beside, param};
pub(super) use values::{tag, value};

/// Returns the letters and digits of a name, in lower case: `maxTokens`, `max-tokens` and `max_tokens` become the same.
/// Names longer than any known one are cut.
pub(super) fn fold(name: &str) -> String {
    const LONGEST: usize = 40;
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(LONGEST)
        .map(|char| char.to_ascii_lowercase())
        .collect()
}

/// Whether a name in snake case folds to this.
pub(super) fn is_folded(name: &str, folded: &str) -> bool {
    name.bytes().filter(|byte| *byte != b'_').eq(folded.bytes())
}

/// Whether a list of words separated by spaces contains this one. `image*` matches all words with this start.
#[inline(never)]
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|other| match other.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => other == word && !word.is_empty(),
    })
}
