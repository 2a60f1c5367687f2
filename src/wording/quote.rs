/// A value in quotes, cut so that a message stays a sentence.
pub(crate) fn quoted(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown = String::from("\"");
    let mut chars = text.chars();
    for char in chars.by_ref().take(SHOWN) {
        shown.extend(char.escape_debug());
    }
    if chars.next().is_some() {
        shown.push('…');
    }
    shown.push('"');
    shown
}
