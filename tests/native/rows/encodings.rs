use super::cells;

#[test]
fn other_encodings_are_named_with_the_way_out() {
    let wide = |name: &str| {
        let label = name.to_lowercase();
        format!(
            "rows: expected UTF-8, found {name}. Convert it first: iconv -f {name} -t UTF-8, or new \
             TextDecoder(\"{label}\").decode(bytes)"
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
    assert_eq!(cells(&utf32), [wide("UTF-32")]);
}

#[test]
fn bytes_that_are_not_utf_8_are_told_with_their_row() {
    let told = |place: &str, byte: &str, name: &str| {
        format!(
            "{place}: expected UTF-8, found the byte {byte}, as {name} has it. Convert it first: iconv -f WINDOWS-1252 -t \
             UTF-8, or new TextDecoder(\"windows-1252\").decode(bytes)"
        )
    };
    let latin = "Latin-1 or Windows-1252";
    let first = r#"["1","2"]"#.to_string();
    assert_eq!(
        cells(b"a,b\n1,2\nn\xe9,x\n"),
        [first.clone(), told("row 2, line 3", "0xe9", latin)]
    );
    assert_eq!(
        cells(b"a,b\n1,2\nx,\x93y\x94\n"),
        [first, told("row 2, line 3", "0x93", "Windows-1252")]
    );
    assert_eq!(cells(b"a,b,\xe4\n1,2,3\n"), [told("line 1", "0xe4", latin)]);
    // Also in a column that nobody names: the whole file is in another encoding.
    assert_eq!(cells(b"a,b,c\n1,2,\xe4\n"), [told("row 1, line 2", "0xe4", latin)]);
    // Two halves of one character, a delimiter between them.
    assert_eq!(cells(b"a,b\n\xc3,\xa9\n"), [told("row 1, line 2", "0xc3", latin)]);
}
