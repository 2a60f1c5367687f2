//! Words with a meaning for the readers, in one file for libFuzzer and for our own mutations.

const TEXT: &str = include_str!("../dictionary.txt");

/// The words of `dictionary.txt`: one quoted word per line, with `\"`, `\\` and `\xAB`.
pub fn words() -> Vec<Vec<u8>> {
    TEXT.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| word(line).unwrap_or_else(|| panic!("dictionary.txt: expected a quoted word, found {line}")))
        .collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let inner = line.strip_prefix('"')?.strip_suffix('"')?;
    let mut bytes = inner.bytes();
    let mut word = Vec::new();
    while let Some(byte) = bytes.next() {
        word.push(match byte {
            b'\\' => match bytes.next()? {
                b'x' => {
                    let digits = [bytes.next()?, bytes.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                plain @ (b'"' | b'\\') => plain,
                _ => return None,
            },
            byte => byte,
        });
    }
    Some(word)
}
