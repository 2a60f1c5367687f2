use message_batches::bytes::sniff::wrapping;
use message_batches::requests::framing::Form;

use super::events;

fn zip(first: &str) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bytes.extend([7; 20]);
    bytes.extend(first.as_bytes());
    bytes.extend([9; 80]);
    bytes
}

fn tar(name: &str, mode: &[u8]) -> Vec<u8> {
    let mut bytes = name.as_bytes().to_vec();
    bytes.resize(100, 0);
    bytes.extend(mode);
    bytes.extend(b"0001750\0");
    bytes.resize(257, b'0');
    bytes.extend(b"ustar\0");
    bytes
}

#[test]
fn what_is_no_text_is_named_wherever_it_is_cut() {
    let table: Vec<(&str, Vec<u8>)> = vec![
        (
            "an Excel workbook (.xlsx) or another Microsoft Office file",
            zip("[Content_Types].xml"),
        ),
        (
            "an Excel workbook (.xlsx) or another Microsoft Office file",
            zip("xl/workbook.xml"),
        ),
        (
            "an OpenDocument spreadsheet (.ods)",
            zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
        ),
        (
            "an OpenDocument file",
            zip("mimetypeapplication/vnd.oasis.opendocument.text"),
        ),
        ("a ZIP archive", zip("rows.csv")),
        ("an empty ZIP archive", b"PK\x05\x06\0\0\0\0".to_vec()),
        (
            "an Excel workbook (.xls) or another Microsoft Office file",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0".to_vec(),
        ),
        ("a gzip file", b"\x1f\x8b\x08\0\0\0\0\0".to_vec()),
        ("a Zstandard-compressed file", b"\x28\xb5\x2f\xfd\x04".to_vec()),
        ("an xz-compressed file", b"\xfd7zXZ\0\0".to_vec()),
        ("a bzip2-compressed file", b"BZh91AY&SYxx".to_vec()),
        ("an LZ4-compressed file", b"\x04\x22\x4d\x18\x64\x40".to_vec()),
        ("an LZMA-compressed file", b"]\0\0\x80\0\xff\xff".to_vec()),
        ("a compressed file (.Z)", b"\x1f\x9d\x90\x61".to_vec()),
        ("a zlib-compressed file", b"x\x9c\xcbH".to_vec()),
        ("a Parquet file", b"PAR1\x15\x04".to_vec()),
        ("an Access database", b"\0\x01\0\0Standard Jet DB\0".to_vec()),
        ("an SPSS file", b"$FL2@(#) SPSS DATA FILE".to_vec()),
        ("an Arrow (Feather) file", b"ARROW1\0\0\xff".to_vec()),
        ("an SQLite database", b"SQLite format 3\0\x10".to_vec()),
        ("a tar archive", tar("requests.jsonl", b"0000644\0")),
        ("a tar archive", tar("my data/./@Rows, 1.csv", b"   644 \0")),
        ("a PDF", b"%PDF-1.7\n".to_vec()),
        ("a PNG image", b"\x89PNG\r\n\x1a\n".to_vec()),
        ("a JPEG image", b"\xff\xd8\xff\xe0\0".to_vec()),
        ("a GIF image", b"GIF89a\x01".to_vec()),
        ("a WebP image", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec()),
        ("a rich-text file (RTF)", b"{\\rtf1\\ansi}".to_vec()),
        // MP4, BSON and TFRecord begin with a length in four or eight bytes.
        ("binary data", b"\0\0\0\x20ftypisom\0\0\x02\0".to_vec()),
        ("binary data", b"\x26\0\0\0\x02custom_id\0\x02\0\0\0a\0".to_vec()),
        ("binary data", b"\x7b\0\0\0\0\0\0\0\x12\x34\x56\x78".to_vec()),
        ("binary data", b"\0\0\0\x0c\0\0\0\x01\0\0\0\x02".to_vec()),
        ("HTML or XML", b"\xef\xbb\xbf\n  <!DOCTYPE HTML>\n<p>".to_vec()),
        ("HTML or XML", b"<html lang=\"en\">".to_vec()),
        ("HTML or XML", b"<?xml version=\"1.0\"?>".to_vec()),
        (
            "HTML or XML",
            [b"<html>".as_slice(), &[b' '; 200], b"Excel.Sheet"].concat(),
        ),
        ("a spreadsheet in HTML or XML (.xls)", b"<TABLE border=1><tr>".to_vec()),
        (
            "a spreadsheet in HTML or XML (.xls)",
            b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">".to_vec(),
        ),
        (
            "a spreadsheet in HTML or XML (.xls)",
            b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>".to_vec(),
        ),
        ("an HDF5 file", b"\x89HDF\r\n\x1a\n\0".to_vec()),
        ("a NumPy array", b"\x93NUMPY\x01\0".to_vec()),
        (
            "a SAS data set",
            b"\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60\xb3\x14".to_vec(),
        ),
        (
            "a pointer of Git LFS",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n".to_vec(),
        ),
    ];
    for (name, bytes) in table {
        let expected = [format!("1:0 is {name}")];
        for at in 0..=bytes.len() {
            let (one, other) = bytes.split_at(at);
            assert_eq!(events(Form::Auto, [one, other]), expected, "{at}");
        }
        assert_eq!(events(Form::Auto, bytes.chunks(1)), expected);
    }
}

#[test]
fn text_that_only_resembles_a_signature_is_text() {
    for text in [
        "PAR1,PAR2\n",
        "BZh,x\n",
        "GIF8\n",
        "RIFF,a\n",
        "<a>",
        "< html",
        "PK,id\n",
        "x,id\n",
        "x",
        "]",
        "$FL2\n",
        "%PDF\n",
        "II*\n",
        "P",
        "<",
        "ARROW1\n",
        "version\n",
        "version https://e.com\n",
    ] {
        let found = events(Form::Auto, text.as_bytes().chunks(1));
        assert!(
            found.iter().all(|event| event.contains(" request ")),
            "{text:?}: {found:?}"
        );
        assert_eq!(wrapping(text.as_bytes(), true), "", "{text:?}");
    }
}

#[test]
fn what_must_be_taken_off_is_said_as_soon_as_it_is_known() {
    let table: [(&[u8], bool, &str); 13] = [
        (b"", false, "open"),
        (b"", true, ""),
        (b"{", false, "open"),
        (b"{\"", false, ""),
        (b"\x1f\x8b", false, "gzip"),
        (b"\xff\xfe", false, "open"),
        (b"\xff\xfe", true, "utf-16le"),
        (b"\xff\xfe{\0", false, "utf-16le"),
        (b"\xfe\xff\0{", false, "utf-16be"),
        (b"{\0\"\0", false, "foreign"),
        (b"\xef\xbb", false, "open"),
        (b"\xef\xbb\xbfa", false, "utf-8"),
        (b"%PDF-1.7", false, "foreign"),
    ];
    for (head, ended, expected) in table {
        assert_eq!(wrapping(head, ended), expected, "{head:?} {ended}");
    }
}
