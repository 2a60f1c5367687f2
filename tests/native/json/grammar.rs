use message_batches::json::{Kind, Reader};

use super::{inputs, whole};

#[test]
fn what_rfc_8259_allows_is_accepted() {
    for text in inputs::ACCEPTED {
        assert!(whole(text.as_bytes()).is_ok(), "{text}: {:?}", whole(text.as_bytes()));
    }
}

#[test]
fn what_rfc_8259_does_not_allow_is_refused_with_place_and_sentence() {
    for (text, at, sentence) in inputs::refused() {
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
fn the_kind_of_a_value_is_known_before_it_is_read() {
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
