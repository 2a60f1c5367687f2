//! The cursor of results, compared with the reader of requests, which is compared with serde_json: on texts around every border
//! of its blocks of 64 bytes, and on random texts with at most one fault. `JSON_CASES=10000000` makes more of those.

use message_batches::json::cursor::Cursor;

use super::{inputs, whole};

/// Returns where the value ends that a line consists of, if the line is one value.
fn skipped(line: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(line);
    cursor.skip()?;
    let end = cursor.at;
    cursor.is_at_end().then_some(end)
}

/// As `skipped`, without checking the contents of strings, arrays and objects.
fn skimmed(line: &[u8]) -> Option<usize> {
    let mut cursor = Cursor {
        skims: true,
        ..Cursor::new(line)
    };
    match cursor.peek_value()? {
        b'"' => cursor.unread_string().map(drop)?,
        _ => cursor.skip()?,
    }
    let end = cursor.at;
    cursor.is_at_end().then_some(end)
}

fn assert_same(line: &[u8]) {
    // A line contains no line ending.
    if line.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        return;
    }
    let expected = whole(line).ok().map(|span| span.end);
    assert_eq!(skipped(line), expected, "{:?}", String::from_utf8_lossy(line));
    // Without validation, the end of a valid value is the same.
    if expected.is_some() {
        assert_eq!(skimmed(line), expected, "{:?}", String::from_utf8_lossy(line));
    }
}

/// Returns the text as a value of an array, after a string of this length, which moves it to any position of a block.
fn moved(text: &[u8], length: usize) -> Vec<u8> {
    [b"[\"", "a".repeat(length).as_bytes(), b"\",", text, b"]"].concat()
}

#[test]
fn the_documents_and_all_their_parts_are_judged_as_by_the_reader() {
    inputs::parts(assert_same);
}

#[test]
fn every_single_byte_replaced_inserted_or_removed_is_judged_as_by_the_reader() {
    inputs::single_changes(assert_same);
}

#[test]
fn every_text_is_judged_the_same_at_every_place_of_a_block() {
    let nested = "[{\"a\":[1,{\"b\":\"\\\\\\\"\"},true],\"c\":{}},[[]],null,-1.5e-3]";
    let refused = inputs::refused();
    let refused = refused.iter().map(|(text, _, _)| *text);
    for text in inputs::ACCEPTED.into_iter().chain(refused).chain([nested]) {
        for length in 0..=130 {
            assert_same(&moved(text.as_bytes(), length));
        }
    }
}

#[test]
fn a_string_of_backslashes_ends_where_their_number_says() {
    for count in 0..=140 {
        for length in [0, 1, 40, 61, 62, 63, 64] {
            let string = format!("\"{}{}\"", "a".repeat(length), "\\".repeat(count));
            assert_same(string.as_bytes());
            assert_same(format!("[{string},\"\"]").as_bytes());
            assert_same(format!("[{string}\"]").as_bytes());
        }
    }
}

#[test]
fn brackets_match_at_any_depth() {
    for depth in [1, 2, 62, 63, 64, 65, 66, 130, 500] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert_same(text.as_bytes());
            assert_same(format!("[{text}").as_bytes());
            let wrong = if close == "]" { "}" } else { "]" };
            assert_same(format!("{}{wrong}", &text[..text.len() - 1]).as_bytes());
        }
    }
}

#[test]
fn what_follows_a_line_does_not_count() {
    let line = moved(b"{\"k\":\"v\\n\",\"\xc3\xa9\":[0,1]}", 20);
    for beyond in [&b"\n\"\\\xff"[..], b"\n{\"a\":\xff}", b"\n\\u12", b"\r\n]]}}"] {
        let bytes = [&line, beyond].concat();
        let mut cursor = Cursor::new(&bytes);
        assert_eq!(cursor.skip().map(|()| cursor.at), Some(line.len()), "{beyond:?}");
    }
    // Nor does it complete a line.
    let open = [b"[1,".as_slice(), b"\n2]"].concat();
    assert_eq!(Cursor::new(&open).skip(), None);
}

/// A sequence of random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn string(&mut self, text: &mut String) {
        const PARTS: [&str; 16] = [
            "a",
            "key",
            "x y",
            "\\n",
            "\\\"",
            "\\\\",
            "\\u00e9",
            "\\ud83d",
            "é",
            "東",
            "😀",
            "{",
            "[]",
            ":,",
            "/",
            "0123456789abcdef",
        ];
        text.push('"');
        for _ in 0..self.below(6) {
            text.push_str(self.pick(&PARTS));
        }
        text.push('"');
    }

    fn value(&mut self, text: &mut String, depth: usize) {
        const SCALARS: [&str; 8] = ["0", "-1", "12.5e+3", "123456789", "true", "false", "null", "1E9"];
        match self.below(if depth == 0 { 3 } else { 7 }) {
            0 => text.push_str(self.pick(&SCALARS)),
            1 | 2 => self.string(text),
            3 | 4 => {
                text.push('[');
                for index in 0..self.below(5) {
                    text.push_str(if index > 0 { "," } else { "" });
                    self.value(text, depth - 1);
                }
                text.push(']');
            }
            _ => {
                text.push('{');
                for index in 0..self.below(5) {
                    text.push_str(if index > 0 { "," } else { "" });
                    self.string(text);
                    text.push(':');
                    self.value(text, depth - 1);
                }
                text.push('}');
            }
        }
    }

    /// Changes, removes or inserts one byte.
    fn fault(&mut self, text: &mut Vec<u8>) {
        const BYTES: &[u8] = b"\"\\,:[]{}0-1.eEt u\x00\x1f\t\x7f\x80\xc3\xe2\xf0\xffA";
        let at = self.below(text.len());
        let byte = BYTES[self.below(BYTES.len())];
        match self.below(3) {
            0 => text[at] = byte,
            1 => text.insert(at, byte),
            _ => drop(text.remove(at)),
        }
    }
}

#[test]
fn random_texts_with_or_without_a_fault_are_judged_as_by_the_reader() {
    let cases = std::env::var("JSON_CASES").map_or(100_000, |cases| cases.parse().expect("JSON_CASES is a number"));
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut accepted, mut rejected) = (0, 0);
    for _ in 0..cases {
        let mut text = String::new();
        random.value(&mut text, 5);
        let mut bytes = text.into_bytes();
        for _ in 0..random.below(3) {
            if !bytes.is_empty() {
                random.fault(&mut bytes);
            }
        }
        assert_same(&bytes);
        match whole(&bytes) {
            Ok(_) => accepted += 1,
            Err(_) => rejected += 1,
        }
    }
    assert!(
        accepted > cases / 5 && rejected > cases / 5,
        "{accepted} and {rejected}"
    );
}
