use message_batches::wording::lower_case;

#[test]
fn capitals_of_the_usual_scripts_become_small_and_no_letter_another_one() {
    // Turkish has a capital letter whose lowercase form is two characters.
    let usual = |char: char| {
        matches!(u32::from(char), 0..=0x12f | 0x131..=0x177 | 0x179..=0x17f | 0x391..=0x3ce | 0x400..=0x4bf | 0x4d0..=0x58f)
            || matches!(u32::from(char), 0x1e00..=0x1e9d | 0x1ea0..=0x1eff)
    };
    for char in '\0'..=char::MAX {
        let lower: String = char.to_lowercase().collect();
        let found = lower_case(char);
        if usual(char) {
            assert_eq!(found.to_string(), lower, "{char:?}");
        } else {
            assert!(found == char || found.to_string() == lower, "{char:?}: {found:?}");
        }
    }
}
