use message_batches::json::{Kind, Reader};

use super::whole;

#[test]
fn what_rfc_8259_allows_is_accepted() {
    let accepted = [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "10",
        "1.0",
        "0.001",
        "1e1",
        "1E+1",
        "1e-01",
        "-0.0e-0",
        "123456789012345678901234567890",
        "1e999999",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"\\u0000\\uABCD\\uabcd\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud800\"",
        "\"\u{7f}\u{80}é\u{ffff}😀\u{2028}\"",
        "\"\u{feff}\"",
        "[]",
        "[ ]",
        "[1]",
        "[1,2]",
        " [ 1 , [ ] , { } ] ",
        "{}",
        "{ }",
        "{\"\":0}",
        "{\"a\":{\"a\":[{}]},\"a\":1}",
        "\t\n\r {\t\n\r \"a\"\t\n\r :\t\n\r 1\t\n\r ,\"b\":2}\t\n\r ",
    ];
    for text in accepted {
        assert!(whole(text.as_bytes()).is_ok(), "{text}: {:?}", whole(text.as_bytes()));
    }
}

#[test]
fn what_rfc_8259_does_not_allow_is_refused_with_place_and_sentence() {
    const ESCAPE: &str = "expected one of \" \\ / b f n r t u after a backslash";
    const HEX: &str = "expected four hexadecimal digits after \\u";
    const CONTROL: &str = "expected an escape such as \\n for a control character";
    const OPEN: &str = "expected '\"' at the end of a string, found the end of the text";
    let refused = [
        ("", 0, "expected a value, found the end of the text".to_string()),
        (" \n", 2, "expected a value, found the end of the text".into()),
        ("nul", 0, "expected true, false or null, found 'n'".into()),
        ("True", 0, "expected a value, found 'T'".into()),
        ("trux", 0, "expected true, false or null, found 't'".into()),
        ("falsey", 5, "expected the end, found 'y'".into()),
        ("nullnull", 4, "expected the end, found 'n'".into()),
        ("NaN", 0, "expected a value, found 'N'".into()),
        ("Infinity", 0, "expected a value, found 'I'".into()),
        ("undefined", 0, "expected a value, found 'u'".into()),
        ("-", 1, "expected a digit, found the end of the text".into()),
        ("-a", 1, "expected a digit, found 'a'".into()),
        ("-Infinity", 1, "expected a digit, found 'I'".into()),
        ("+1", 0, "expected a value, found '+'".into()),
        ("01", 1, "expected the end, found '1'".into()),
        ("-01", 2, "expected the end, found '1'".into()),
        ("1.", 2, "expected a digit, found the end of the text".into()),
        (".5", 0, "expected a value, found '.'".into()),
        ("1.e1", 2, "expected a digit, found 'e'".into()),
        ("1e", 2, "expected a digit, found the end of the text".into()),
        ("1e+", 3, "expected a digit, found the end of the text".into()),
        ("1 2", 2, "expected the end, found '2'".into()),
        ("0x10", 1, "expected the end, found 'x'".into()),
        ("1_000", 1, "expected the end, found '_'".into()),
        ("'a'", 0, "expected a value, found '\\''".into()),
        ("\"", 1, OPEN.into()),
        ("\"a", 2, OPEN.into()),
        ("\"a\\\"", 4, OPEN.into()),
        ("\"\\\"", 3, OPEN.into()),
        ("\"\\", 2, format!("{ESCAPE}, found the end of the text")),
        ("\"\\x\"", 2, format!("{ESCAPE}, found 'x'")),
        ("\"\\U0041\"", 2, format!("{ESCAPE}, found 'U'")),
        ("\"\\u\"", 3, format!("{HEX}, found '\"'")),
        ("\"\\u12g4\"", 5, format!("{HEX}, found 'g'")),
        ("\"\\u123", 6, format!("{HEX}, found the end of the text")),
        ("\"\n\"", 1, format!("{CONTROL}, found '\\n'")),
        ("\"a\u{0}\"", 2, format!("{CONTROL}, found '\\0'")),
        ("\"a b \t\"", 5, format!("{CONTROL}, found '\\t'")),
        ("\"\u{1f}\"", 1, format!("{CONTROL}, found '\\u{{1f}}'")),
        ("[", 1, "expected a value, found the end of the text".into()),
        (
            "[1",
            2,
            "expected ',' or ']' after a value, found the end of the text".into(),
        ),
        ("[1,", 3, "expected a value, found the end of the text".into()),
        ("[1,]", 3, "expected a value, found ']'".into()),
        ("[,1]", 1, "expected a value, found ','".into()),
        ("[1 2]", 3, "expected ',' or ']' after a value, found '2'".into()),
        ("[1}", 2, "expected ',' or ']' after a value, found '}'".into()),
        ("]", 0, "expected a value, found ']'".into()),
        ("[]]", 2, "expected the end, found ']'".into()),
        (
            "{",
            1,
            "expected a key in double quotes, found the end of the text".into(),
        ),
        ("{]", 1, "expected a key in double quotes, found ']'".into()),
        ("{a:1}", 1, "expected a key in double quotes, found 'a'".into()),
        ("{1:1}", 1, "expected a key in double quotes, found '1'".into()),
        ("{\"a\"}", 4, "expected ':' after a key, found '}'".into()),
        ("{\"a\" 1}", 5, "expected ':' after a key, found '1'".into()),
        ("{\"a\":}", 5, "expected a value, found '}'".into()),
        (
            "{\"a\":1",
            6,
            "expected ',' or '}' after a value, found the end of the text".into(),
        ),
        ("{\"a\":1,}", 7, "expected a key in double quotes, found '}'".into()),
        (
            "{\"a\":1 \"b\":2}",
            7,
            "expected ',' or '}' after a value, found '\"'".into(),
        ),
        ("{\"a\":1]", 6, "expected ',' or '}' after a value, found ']'".into()),
        ("// c\n1", 0, "expected a value, found '/'".into()),
        ("[1 /* c */]", 3, "expected ',' or ']' after a value, found '/'".into()),
        ("\u{feff}1", 0, "expected a value, found '\\u{feff}'".into()),
        ("\u{a0}1", 0, "expected a value, found '\\u{a0}'".into()),
        ("\x0c1", 0, "expected a value, found '\\u{c}'".into()),
        ("é", 0, "expected a value, found 'é'".into()),
        ("[“a”]", 1, "expected a value, found '“'".into()),
    ];
    for (text, at, sentence) in refused {
        let fault = whole(text.as_bytes()).unwrap_err();
        assert_eq!((fault.at, fault.to_string()), (at, sentence), "{text:?}");
    }
}

#[test]
fn nesting_is_followed_to_512_levels() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")] {
        let levels = if open.len() > 5 { 2 } else { 1 };
        let nested = |times: usize| [open.repeat(times), "1".into(), close.repeat(times)].concat();
        assert!(whole(nested(512 / levels).as_bytes()).is_ok());
        let fault = whole(nested(512 / levels + 1).as_bytes()).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "expected at most 512 levels of nesting, found one more"
        );
        assert_eq!(fault.at, open.len() * 512 / levels);
    }
    let wide = format!("[{}1]", "[[]],".repeat(2000));
    assert!(whole(wide.as_bytes()).is_ok(), "width is not depth");
    let endless = "[".repeat(1_000_000);
    assert_eq!(whole(endless.as_bytes()).unwrap_err().at, 512);
}

#[test]
fn a_byte_that_is_not_utf_8_is_refused_wherever_it_stands() {
    let document = "{\"kéy\": [1, \"😀 text\", true, null, -1.5e3]} ".as_bytes();
    let bad: [&[u8]; 7] = [
        b"\xff",
        b"\x80",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
        b"\xe2\x82",
        b"\xf0\x9f\x98",
    ];
    for at in 0..=document.len() {
        for bytes in bad {
            let text = [&document[..at], bytes, &document[at..]].concat();
            assert!(whole(&text).is_err(), "{at} {bytes:x?}");
        }
    }
    let fault = whole(b"[\"ab\xffc\"]").unwrap_err();
    assert_eq!(
        (fault.at, fault.to_string().as_str()),
        (4, "expected UTF-8, found a byte that is not")
    );
    let fault = whole(b"[\xff]").unwrap_err();
    assert_eq!(
        (fault.at, fault.to_string().as_str()),
        (1, "expected a value, found a byte that is not UTF-8")
    );
}

#[test]
fn the_kind_of_a_value_is_told_before_it_is_read() {
    let cases = [
        (" {}", Kind::Object, "an object"),
        ("[]", Kind::Array, "an array"),
        ("\n\"\"", Kind::String, "a string"),
        ("-1", Kind::Number, "a number"),
        ("7", Kind::Number, "a number"),
        ("true", Kind::Bool, "a boolean"),
        ("false", Kind::Bool, "a boolean"),
        ("null", Kind::Null, "null"),
    ];
    for (text, kind, words) in cases {
        assert_eq!(Reader::new(text.as_bytes()).kind().unwrap(), kind);
        assert_eq!(kind.a(), words);
    }
}

#[test]
fn asking_for_another_kind_than_stands_there_is_a_fault() {
    let string = Reader::new(b" 1").string().unwrap_err();
    assert_eq!(
        (string.at, string.to_string().as_str()),
        (1, "expected a string, found '1'")
    );
    let object = Reader::new(b"[]").object(|_, _, _| Ok(())).unwrap_err();
    assert_eq!(
        (object.at, object.to_string().as_str()),
        (0, "expected an object, found '['")
    );
    let array = Reader::new(b"{}").array(|_, _| Ok(())).unwrap_err();
    assert_eq!(
        (array.at, array.to_string().as_str()),
        (0, "expected an array, found '{'")
    );
}
