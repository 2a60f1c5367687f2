/// A value in quotes, cut so that a message stays a sentence.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        format!("\"{shown}…\"")
    } else {
        format!("\"{shown}\"")
    }
}
