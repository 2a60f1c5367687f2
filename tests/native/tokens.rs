use message_batches::catalog::models;
use message_batches::catalog::models::{Lookup, Model};
use message_batches::cost::tokens;
use message_batches::cost::tokens::{Tokenizer, Tokens};
use message_batches::json::{CharacterCounts, Index};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::property::holds;

fn model(id: &str) -> &'static Model {
    match models::find(id) {
        Lookup::Model(model) => model,
        _ => panic!("{id} is not in the table"),
    }
}

/// Returns the tokens of a text as it is written in JSON.
fn of(text: &str, tokenizer: Tokenizer) -> Tokens {
    let json = format!("\"{text}\"");
    tokens::text(Index::default().read(json.as_bytes()).unwrap(), tokenizer)
}

fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "expected {expected}, found {found}");
}

#[test]
fn documented_and_measured_texts_are_within_the_band() {
    // A text with these numbers of characters per class, as is common for its kind, and its measured number of tokens.
    let text = |letters: usize, marks: usize| format!("{}{}", "abcd ".repeat(letters / 5), ",".repeat(marks));
    let cases = [
        ("English prose", text(4850, 150), 5000.0 / 4.33, 5000.0 / 3.60),
        ("English prose, by words", text(4850, 150), 5000.0 / 4.4, 5000.0 / 3.2),
        ("TypeScript", text(4200, 800), 5000.0 / 3.66, 5000.0 / 2.69),
        ("a Markdown file", text(4500, 500), 1399.0, 2021.0),
        ("a blog post", text(4750, 250), 1209.0, 1654.0),
    ];
    for (name, text, earlier, newer) in cases {
        for (tokenizer, measured) in [(Tokenizer::Earlier, earlier), (Tokenizer::Newer, newer)] {
            let found = of(&text, tokenizer);
            assert!(
                found.low < measured && measured < found.high && (found.likely / measured - 1.0).abs() < 0.2,
                "{name}, {tokenizer:?}: {measured} measured, {found:?} estimated"
            );
        }
    }
}

#[test]
fn escaped_characters_count_like_unescaped_ones() {
    let likely = |text: &str| of(text, Tokenizer::Newer).likely;
    let cases = [
        ("", 0.0),
        ("a", 0.29),
        ("aZ", 0.58),
        ("7", 0.5),
        ("{", 0.95),
        ("\\n", 0.95),
        ("\\\\", 0.95),
        ("\\u0041", 0.29),
        (" ", 0.29),
        ("     ", 0.29 + 4.0 * 0.05),
        ("é", 0.6),
        ("\\u00e9", 0.6),
        ("ж", 0.45),
        ("ש", 0.6),
        ("क", 0.7),
        ("ひ", 0.9),
        ("한", 0.9),
        ("漢", 1.1),
        ("😀", 2.5),
        ("\\ud83d\\ude00", 2.5),
        ("€", 1.0),
        ("aé\\nb", 0.29 + 0.6 + 0.95 + 0.29),
    ];
    for (text, expected) in cases {
        assert!((likely(text) - expected).abs() < 1e-9, "{text}: {}", likely(text));
    }
}

#[test]
fn the_position_of_a_character_does_not_matter() {
    // Characters are counted in blocks of 64: none may be counted twice or missed at the ends.
    for before in 0..300 {
        let text = format!("{}  7{{", "a".repeat(before));
        assert_near(
            of(&text, Tokenizer::Newer).likely,
            before as f64 * 0.29 + 0.29 + 0.05 + 0.5 + 0.95,
        );
    }
}

/// Counts a text character by character.
fn counted(text: &str) -> CharacterCounts {
    let mut counts = CharacterCounts::default();
    let mut before = 'a';
    for char in text.chars() {
        let is_run = char == ' ' && before == ' ' && text.is_ascii();
        let count = match char {
            ' ' if is_run => &mut counts.runs,
            'a'..='z' | 'A'..='Z' | ' ' => &mut counts.letters,
            '0'..='9' => &mut counts.digits,
            '\0'..='\u{7f}' => &mut counts.marks,
            '\u{80}'..='\u{36f}' | '\u{590}'..='\u{8ff}' => &mut counts.accented,
            '\u{370}'..='\u{58f}' => &mut counts.greek,
            '\u{900}'..='\u{10ff}' => &mut counts.indic,
            '\u{3040}'..='\u{30ff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => &mut counts.syllables,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => &mut counts.ideographs,
            '\u{10000}'.. => &mut counts.rare,
            _ => &mut counts.others,
        };
        *count += 1;
        before = char;
    }
    counts
}

#[test]
fn every_character_is_of_one_class_wherever_it_stands() {
    for char in '\0'..=char::MAX {
        let text = format!("{}{char}", "a".repeat(char as usize % 67));
        assert_eq!(CharacterCounts::of_text(text.as_bytes()), counted(&text), "{char:?}");
    }
}

#[test]
fn a_text_counts_as_its_characters_one_by_one() {
    let ascii = || "[ -~]{0,3}| {0,70}|[a-zA-Z]{0,90}";
    holds(3_000, vec(ascii(), 0..8), |parts| {
        let text = parts.concat();
        assert_eq!(CharacterCounts::of_text(text.as_bytes()), counted(&text));
    });
    let any = prop_oneof![3 => ascii(), 1 => "[\\x00-\u{10ffff}]{0,9}", 1 => "[\u{4e00}-\u{9fff}]{0,60}"];
    holds(3_000, vec(any, 0..8), |parts| {
        let text = parts.concat();
        assert_eq!(CharacterCounts::of_text(text.as_bytes()), counted(&text));
    });
}

#[test]
fn an_escape_divides_a_text_and_counts_itself() {
    let part = prop_oneof!["[a-zA-Z0-9., ]{0,70}", "[é漢😀a ]{0,30}"];
    holds(3_000, vec(part, 1..6), |parts| {
        let mut expected = counted(&parts[0]);
        for part in &parts[1..] {
            let more = counted(part);
            expected.letters += more.letters;
            expected.digits += more.digits;
            expected.runs += more.runs;
            // The escape counts as one.
            expected.marks += more.marks + 1;
            expected.accented += more.accented;
            expected.ideographs += more.ideographs;
            expected.rare += more.rare;
        }
        for escape in ["\\n", "\\\\", "\\u002c"] {
            let text = parts.join(escape);
            assert_eq!(CharacterCounts::of_string(text.as_bytes(), true), expected, "{text}");
        }
    });
}

#[test]
fn values_that_are_not_text_have_no_tokens() {
    for json in ["1", "null", "[\"a\"]", "{\"a\":\"b\"}"] {
        let found = tokens::text(Index::default().read(json.as_bytes()).unwrap(), Tokenizer::Newer);
        assert_eq!(found, Tokens::default(), "{json}");
    }
}

#[test]
fn an_unknown_model_counts_as_a_newer_one() {
    assert_eq!(Tokenizer::of(None), Tokenizer::Newer);
    assert_eq!(Tokenizer::of(Some(model("claude-opus-4-7"))), Tokenizer::Newer);
    assert_eq!(Tokenizer::of(Some(model("claude-opus-4-6"))), Tokenizer::Earlier);
    assert_eq!(Tokenizer::of(Some(model("claude-haiku-4-5"))), Tokenizer::Earlier);
}

#[test]
fn images_count_by_their_pixels_up_to_what_the_model_looks_at() {
    let (small, large) = (model("claude-opus-4-6"), model("claude-opus-5"));
    let cases = [
        (28, 28, 1.0, 1.0),
        (29, 28, 2.0, 2.0),
        (0, 0, 1.0, 1.0),
        (1000, 1000, 36.0 * 36.0, 36.0 * 36.0),
        // The long edge is scaled down first, then the remaining excess.
        (1568, 784, 56.0 * 28.0, 56.0 * 28.0),
        (2576, 1288, 1568.0, 92.0 * 46.0),
        (8000, 8000, 1568.0, 4784.0),
        (u32::MAX, u32::MAX, 1568.0, 4784.0),
        (u32::MAX, 1, 56.0, 92.0),
    ];
    for (width, height, in_small, in_large) in cases {
        for (model, most) in [(small, in_small), (large, in_large)] {
            let likely = tokens::image(width, height, Some(model)).likely;
            let spread = if most >= 1568.0 && width > 1568 { 0.1 } else { 1e-9 };
            assert!(
                (likely / most - 1.0).abs() <= spread && likely <= most,
                "{width} x {height} for {}: {likely}, expected {most}",
                model.id
            );
        }
    }
    assert_eq!(tokens::unknown_image(Some(small)), Tokens::new(1.0, 1568.0, 1568.0));
    assert_eq!(tokens::unknown_image(None), Tokens::new(1.0, 4784.0, 4784.0));
}

#[test]
fn pages_count_as_text_and_as_an_image() {
    let two = Tokens::new(2.0, 2.0, 2.0);
    let found = tokens::pages(two, Some(model("claude-opus-4-6")));
    assert_eq!(found, Tokens::new(3_000.0, 6_000.0, 2.0 * (3_000.0 + 1_568.0)));
}
