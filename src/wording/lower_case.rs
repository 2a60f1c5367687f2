/// Returns the lower-case letter of a capital in the scripts of most names: Latin, Greek, Cyrillic and Armenian. The standard
/// library's table of all scripts takes 8 kB of a compressed module.
pub fn lower_case(letter: char) -> char {
    let code = u32::from(letter);
    let lower = match code {
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => code + 0x20,
        0x400..=0x40f => code + 0x50,
        0x531..=0x556 => code + 0x30,
        // Capitals are even, and the lower-case letter is the next one.
        0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 | 0x460..=0x481 | 0x48a..=0x4bf | 0x4d0..=0x52f => code | 1,
        0x1e00..=0x1e95 | 0x1ea0..=0x1eff => code | 1,
        // Capitals are odd.
        0x139..=0x148 | 0x179..=0x17e => code + (code & 1),
        _ => code,
    };
    char::from_u32(lower).unwrap_or(letter)
}
