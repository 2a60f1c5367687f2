use std::collections::HashSet;

use message_batches::requests::rows::{Format, RowOptions, Rows};

use super::{elements, made, made_and_noted, options};

fn by(column: &str) -> RowOptions {
    RowOptions {
        id: Some(column.into()),
        note_ids: true,
        ..options(Format::Csv)
    }
}

/// Returns the ids for these keys.
fn of(keys: &[&str]) -> Vec<String> {
    let lines: Vec<String> = keys
        .iter()
        .map(|key| format!("\"{}\"\n", key.replace('"', "\"\"")))
        .collect();
    let csv = format!("k\n{}", lines.concat());
    let (requests, noted) = made_and_noted("{}", by("k"), [csv.as_bytes()]);
    let mut ids = Vec::new();
    for (row, line) in noted.iter().enumerate() {
        let note: serde_json::Value = serde_json::from_str(line).unwrap();
        // Each id is mapped back to its row and to the original key.
        assert_eq!(note["row"], row + 1);
        assert_eq!(note["key"], keys[row]);
        let request: serde_json::Value = serde_json::from_str(&requests[row]).unwrap();
        assert_eq!(request["custom_id"], note["custom_id"]);
        let id = note["custom_id"].as_str().unwrap().to_string();
        assert!((1..=64).contains(&id.len()), "{id}");
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'),
            "{id}"
        );
        ids.push(id);
    }
    assert_eq!(ids.len(), keys.len(), "{requests:?}");
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{ids:?}");
    ids
}

#[test]
fn a_key_that_is_a_valid_id_is_the_id() {
    let longest = "x".repeat(64);
    let keys = ["a", "A-1_b", "-", "007", "__proto__", "constructor", longest.as_str()];
    assert_eq!(of(&keys), keys);
}

#[test]
fn other_keys_are_made_readable_and_get_a_hash() {
    let long = "long ".repeat(100);
    let keys = [
        "ann.lee@example.com",
        "ann-lee@example.com",
        "/data/2026/invoice 7.pdf",
        "Zürich",
        "東京",
        "…",
        "a b",
        "a  b",
        "a b ",
        long.as_str(),
        &"y".repeat(65),
        "\"quoted\"\nand\tcut\0",
    ];
    let expected = [
        "ann-lee-example-com-",
        "ann-lee-example-com-",
        "data-2026-invoice-7-pdf-",
        "Z-rich-",
        "",
        "",
        "a-b-",
        "a-b-",
        "a-b-",
        "long-long-long-long-long-long-long-long-long-long-l-",
        &format!("{}-", "y".repeat(51)),
        "quoted-and-cut-",
    ];
    for (id, expected) in of(&keys).iter().zip(expected) {
        let hash = id.strip_prefix(expected).unwrap_or_else(|| panic!("{id} {expected}"));
        assert!(
            hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{id}"
        );
    }
    // The same in every version and on every machine: results are matched by it days later.
    assert_eq!(of(&["ann.lee@example.com"]), ["ann-lee-example-com-1e7900564e03"]);
}

#[test]
fn repeated_keys_are_numbered() {
    assert_eq!(
        of(&["a", "a", "a-2", "a", "a-2"]),
        ["a", "a-2", "a-2-2", "a-3", "a-2-3"]
    );
    let long = "x".repeat(64);
    assert_eq!(of(&[&long, &long]), [long.clone(), format!("{}-2", "x".repeat(62))]);
    let slug = of(&["a b"]).remove(0);
    assert_eq!(
        of(&["a b", "a b", &slug]),
        [slug.clone(), format!("{slug}-2"), format!("{slug}-3")]
    );
}

#[test]
fn a_hundred_thousand_times_the_same_key_takes_linear_time() {
    let csv = format!("k\n{}", "same\n".repeat(100_000));
    let requests = made("{}", by("k"), [csv.as_bytes()]);
    assert!(requests[99_999].starts_with(r#"{"custom_id":"same-100000","#));
    assert_eq!(requests.iter().collect::<HashSet<_>>().len(), 100_000);
}

#[test]
fn without_a_column_the_id_is_a_hash_of_the_request() {
    let noting = RowOptions {
        note_ids: true,
        ..options(Format::Csv)
    };
    let template = r#"{"a":"{{a}}"}"#;
    let (requests, noted) = made_and_noted(template, noting, [b"a,b\n1,x\n2,x\n1,y\n".as_slice()]);
    let expected = [
        r#"{"custom_id":"ef635b9ccecba14f","params":{"a":"1"}}"#,
        r#"{"custom_id":"7fad9c350be00213","params":{"a":"2"}}"#,
        r#"{"custom_id":"ef635b9ccecba14f-2","params":{"a":"1"}}"#,
    ];
    assert_eq!(requests, expected);
    assert_eq!(
        noted,
        [
            r#"{"custom_id":"ef635b9ccecba14f","row":1}"#,
            r#"{"custom_id":"7fad9c350be00213","row":2}"#,
            r#"{"custom_id":"ef635b9ccecba14f-2","row":3}"#,
        ]
    );
    // The order and the source of the rows do not matter, but their contents do.
    let objects = made(
        template,
        options(Format::Objects),
        [b"{\"a\":2},{\"a\":\"1\"}]".as_slice()],
    );
    assert_eq!(objects, [expected[1], expected[0]]);
}

#[test]
fn keys_of_objects() {
    let with = |rows: &str| {
        let options = RowOptions {
            id: Some("k.id".into()),
            ..options(Format::Objects)
        };
        made("{}", options, [elements(rows).as_bytes()])
    };
    let id = |id: &str| format!("{{\"custom_id\":\"{id}\",\"params\":{{}}}}");
    assert_eq!(
        with("{\"k\":{\"id\":7}}\n{\"k.id\":\"a\\u002db\"}\n{\"k\":{\"id\":true}}"),
        [id("7"), id("a-b"), id("true")]
    );
    for (value, found) in [("null", "null"), ("[1]", "an array"), ("{}", "an object")] {
        assert_eq!(
            with(&format!("{{\"k\":{{\"id\":{value}}}}}")),
            [format!(
                "row 1: expected text or a number as the id in the column \"k.id\", found {found}"
            )]
        );
    }
    assert_eq!(
        with("{\"k\":{\"id\":1}}\n{}"),
        [
            id("1"),
            "row 2: expected text or a number as the id in the column \"k.id\", found no such column".into(),
        ]
    );
}

#[test]
fn a_row_without_a_key_is_reported() {
    for empty in ["\"\"", " ", "\"\n\""] {
        let csv = format!("k,x\na,1\n{empty},2\n");
        let found = made("{}", by("k"), [csv.as_bytes()]);
        assert_eq!(found[1], "row 2, line 3: expected an id, found an empty field");
    }
    assert_eq!(
        made("{}", by("emial"), [b"id,email\n1,2\n".as_slice()]),
        ["id: expected columns that the rows have (\"id\", \"email\"), found \"emial\" (did you mean \"email\"?)"]
    );
    assert_eq!(
        made("{}", by("k"), [b"k,k\n1,2\n".as_slice()]),
        ["line 1: expected each column once, found \"k\" as column 1 and as column 2"]
    );
}

#[test]
fn columns_may_be_called_proto() {
    let template = r#"{"__proto__":"{{__proto__}}","constructor":"{{constructor}}"}"#;
    let csv = made(template, by("__proto__"), [b"__proto__,constructor\nx,y\n".as_slice()]);
    let json = RowOptions {
        format: Format::Objects,
        ..by("__proto__")
    };
    let objects = made(template, json, [br#"{"__proto__":"x","constructor":"y"}"#.as_slice()]);
    assert_eq!(
        csv,
        [r#"{"custom_id":"x","params":{"__proto__":"x","constructor":"y"}}"#]
    );
    assert_eq!(objects, csv);
}

#[test]
fn ids_are_not_logged_unless_requested() {
    let mut rows = Rows::new("{}", options(Format::Csv)).unwrap();
    rows.push(b"k\n1\n");
    rows.end();
    assert!(!rows.take(&mut Vec::new(), 1000).unwrap());
    assert!(rows.take_ids().is_empty());
}
