use super::cells;

#[test]
fn other_encodings_are_named_with_the_way_out() {
    let expected = |name: &str| format!("rows: expected rows as text in UTF-8 (CSV or JSONL), found {name}");
    let wide = |name: &str| {
        let label = name.to_lowercase();
        format!(
            "{}. Save it as UTF-8, or pass its encoding in the option encoding: \"{label}\".",
            expected(name)
        )
    };
    let utf16 = |bytes: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let text = "a,b\n1,2\n";
    let marked = "\u{feff}a,b\n1,2\n";
    assert_eq!(cells(&utf16(u16::to_le_bytes, marked)), [wide("UTF-16LE")]);
    assert_eq!(cells(&utf16(u16::to_be_bytes, marked)), [wide("UTF-16BE")]);
    assert_eq!(cells(&utf16(u16::to_le_bytes, text)), [wide("UTF-16LE")]);
    assert_eq!(cells(&utf16(u16::to_be_bytes, text)), [wide("UTF-16BE")]);
    let utf32: Vec<u8> = marked.chars().flat_map(|char| u32::from(char).to_le_bytes()).collect();
    assert_eq!(cells(&utf32), [format!("{}. Save it as UTF-8.", expected("UTF-32LE"))]);
}

#[test]
fn bytes_that_are_not_utf_8_are_reported_with_their_row_and_possible_encodings() {
    let west = "\"windows-1252\" (Western Europe), ";
    let asia = ", \"gbk\" (China), \"big5\" (Taiwan), \"shift_jis\" (Japan), \"euc-kr\" (Korea)";
    let error = |place: &str, byte: &str, (west, asia): (&str, &str)| {
        format!(
            "{place}: expected UTF-8, found the byte {byte}. Save it as UTF-8 (in Excel: \"CSV UTF-8\"), or name its \
             encoding in the option encoding, for example {west}\"windows-1250\" (Central Europe), \"windows-1251\" \
             (Cyrillic){asia}"
        )
    };
    let first = r#"["1","2"]"#.to_string();
    assert_eq!(
        cells(b"a,b\n1,2\nn\xe9,x\n"),
        [first.clone(), error("row 2, line 3", "0xe9", (west, ""))]
    );
    assert_eq!(
        cells(b"a,b\n1,2\nx,\x93y\x94\n"),
        [first, error("row 2, line 3", "0x93", (west, ""))]
    );
    // Windows-1252 leaves these five undefined.
    for byte in [0x81_u8, 0x8d, 0x8f, 0x90, 0x9d] {
        let csv = [b"a,b\n1,x".as_slice(), &[byte], b"\n"].concat();
        assert_eq!(
            cells(&csv),
            [error("row 1, line 2", &format!("0x{byte:02x}"), ("", ""))]
        );
    }
    assert_eq!(
        cells(b"a,b\n1,\xd4\xf5\xd1\xf9\n"),
        [error("row 1, line 2", "0xd4", (west, asia))]
    );
    assert_eq!(cells(b"a,b,\xe4\n1,2,3\n"), [error("line 1", "0xe4", (west, ""))]);
    // Also in a column that nobody names: the whole file is in another encoding.
    assert_eq!(
        cells(b"a,b,c\n1,2,\xe4\n"),
        [error("row 1, line 2", "0xe4", (west, ""))]
    );
    // Two halves of one character, a delimiter between them.
    assert_eq!(cells(b"a,b\n\xc3,\xa9\n"), [error("row 1, line 2", "0xc3", (west, ""))]);
}

#[test]
fn what_is_no_text_is_named_with_the_way_out() {
    let found = cells(b"PK\x03\x04\x14\0\0\0\x08\0cccccccccccccccc\x13\0\0\0[Content_Types].xml");
    assert_eq!(
        found,
        [
            "rows: expected rows as text in UTF-8 (CSV or JSONL), found an Excel workbook (.xlsx) or another Microsoft \
             Office file. Save the sheet as \"CSV UTF-8\", and build requests from its rows."
        ]
    );
}
