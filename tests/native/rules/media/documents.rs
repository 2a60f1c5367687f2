//! Data, titles and pages of documents.

use super::super::{NEW, Refused, check, prove};
use super::files::{base64, jpeg, pdf, png};
use super::{ask, ask_with, example, refuse, silent};

const BLOCK: &str = "messages.0.content.0";
const DATA: &str = "messages.0.content.0.source.data";

fn document(source: &str, more: &str) -> String {
    format!(r#"{{"type":"document","source":{source}{more}}}"#)
}

fn pdf_of(data: &str) -> String {
    let source = format!(r#"{{"type":"base64","media_type":"application/pdf","data":"{data}"}}"#);
    document(&source, "")
}

fn text(data: &str, more: &str) -> String {
    document(
        &format!(r#"{{"type":"text","media_type":"text/plain","data":"{data}"}}"#),
        more,
    )
}

fn bad_pdf(data: &str, covers: &str, message: &str, help: Option<&'static str>) -> Refused {
    refuse(ask(pdf_of(data)), DATA, covers, message, help)
}

#[test]
fn sources_and_their_fields_are_known() {
    let file = base64(&pdf(1, ""));
    prove(&[
        example(
            "document.source.type",
            vec![
                ask(pdf_of(&file)),
                ask(text("Grass is green.", "")),
                ask(document(r#"{"type":"content","content":"Grass is green."}"#, "")),
                ask(document(r#"{"type":"url","url":"https://example.com/a.pdf"}"#, "")),
                ask(document(r#"{"type":"file","file_id":"file_1"}"#, "")),
            ],
            vec![
                refuse(
                    ask(document(r#"{"type":"plain","data":"Grass"}"#, "")),
                    "messages.0.content.0.source.type",
                    "\"plain\"",
                    "expected \"base64\", \"text\", \"content\", \"url\" or \"file\", found \"plain\"",
                    None,
                ),
                refuse(
                    ask(document(r#"{"data":"Grass"}"#, "")),
                    "messages.0.content.0.source.type",
                    r#"{"data":"Grass"}"#,
                    "expected a type (\"base64\", \"text\", \"content\", \"url\" or \"file\"), found none",
                    None,
                ),
                refuse(
                    ask(r#"{"type":"document"}"#.to_string()),
                    "messages.0.content.0.source",
                    r#"{"type":"document"}"#,
                    "expected source, found none",
                    None,
                ),
            ],
        ),
        example(
            "document.base64.media_type",
            vec![ask(pdf_of(&file)), ask(text("Grass is green.", ""))],
            vec![
                refuse(
                    ask(document(
                        r#"{"type":"base64","media_type":"text/plain","data":"R3Jhc3M="}"#,
                        "",
                    )),
                    "messages.0.content.0.source.media_type",
                    "\"text/plain\"",
                    "expected \"application/pdf\", found \"text/plain\"",
                    Some(
                        "Send text as is, not as base64: {\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":…}.",
                    ),
                ),
                refuse(
                    ask(document(
                        r#"{"type":"text","media_type":"text/markdown","data":"Grass"}"#,
                        "",
                    )),
                    "messages.0.content.0.source.media_type",
                    "\"text/markdown\"",
                    "expected \"text/plain\", found \"text/markdown\"",
                    Some("Write \"text/plain\"."),
                ),
            ],
        ),
        example(
            "document.content",
            vec![
                ask(document(
                    r#"{"type":"content","content":[{"type":"text","text":"First"},{"type":"text","text":"Second"}]}"#,
                    "",
                )),
                ask(document(r#"{"type":"content","content":"First"}"#, "")),
            ],
            vec![
                refuse(
                    ask(document(r#"{"type":"content","content":[]}"#, "")),
                    "messages.0.content.0.source.content",
                    "[]",
                    "expected text or at least one block, found an empty array",
                    None,
                ),
                refuse(
                    ask(document(
                        r#"{"type":"content","content":{"type":"text","text":"First"}}"#,
                        "",
                    )),
                    "messages.0.content.0.source.content",
                    r#"{"type":"text","text":"First"}"#,
                    "expected a string or an array, found an object",
                    None,
                ),
            ],
        ),
    ]);
}

#[test]
fn data_is_base64_of_a_pdf() {
    const HELP: Option<&str> = Some("Put plain text into a source of type \"text\", and an image into an image block.");
    let file = base64(&pdf(1, ""));
    let no_header = |bytes: &[u8]| {
        let data = base64(bytes);
        let message = "expected a PDF, found data without the PDF header (%PDF-)";
        bad_pdf(&data, &format!("\"{data}\""), message, HELP)
    };
    prove(&[example(
        "document.base64.invalid",
        vec![
            ask(pdf_of(&file)),
            ask(pdf_of(&file.replace('/', "\\/").replace('J', "\\u004a"))),
            // Readers also look for the header slightly after the start.
            ask(pdf_of(&base64(&[vec![b' '; 1019], pdf(1, "")].concat()))),
            ask(pdf_of(&base64(b"%PDF-1.4"))),
        ],
        vec![
            no_header(b"Grass is green."),
            no_header(b"%PDF"),
            no_header(&jpeg(200, 200, 0xc0)),
            no_header(&[vec![b' '; 1020], pdf(1, "")].concat()),
            bad_pdf("", "\"\"", "expected base64, found an empty string", None),
            bad_pdf(
                &format!("data:application/pdf;base64,{file}"),
                &format!("\"data:application/pdf;base64,{file}\""),
                "expected only base64, found a data: URI",
                Some("Leave out everything up to the comma."),
            ),
            bad_pdf(
                &format!("{}\\r\\n{}", &file[..64], &file[64..]),
                "\\r",
                "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found '\\r' after 64 characters",
                Some("Encode without line breaks and other whitespace."),
            ),
            bad_pdf(
                &file[..65],
                &format!("\"{}\"", &file[..65]),
                "expected base64 in groups of 4 characters, padding included, found 65 characters",
                Some("The text was cut off, or its padding (=) was lost."),
            ),
        ],
    )]);
}

#[test]
fn texts_titles_and_contexts_are_not_empty() {
    let long = |length: usize| format!(r#","title":"{}""#, "ü".repeat(length));
    prove(&[
        example(
            "document.text.empty",
            vec![
                ask(text("Grass", "")),
                ask(text("\\n\\tGrass", "")),
                ask(text("  Grass", "")),
            ],
            vec![
                refuse(
                    ask(text("", "")),
                    DATA,
                    "\"\"",
                    "expected the text of the document, found an empty string",
                    None,
                ),
                refuse(
                    ask(text(" \\n ", "")),
                    DATA,
                    "\" \\n \"",
                    "expected the text of the document, found only whitespace",
                    None,
                ),
            ],
        ),
        example(
            "document.title",
            vec![
                ask(text("Grass", r#","title":"Lawn""#)),
                ask(text("Grass", r#","title":null"#)),
                ask(text("Grass", &long(500))),
            ],
            vec![
                refuse(
                    ask(text("Grass", r#","title":"""#)),
                    "messages.0.content.0.title",
                    "\"\"",
                    "expected a title of 1 to 500 characters or null, found 0",
                    None,
                ),
                refuse(
                    ask(text("Grass", &long(501))),
                    "messages.0.content.0.title",
                    format!("\"{}\"", "ü".repeat(501)),
                    "expected a title of 1 to 500 characters or null, found 501",
                    None,
                ),
                refuse(
                    ask(text("Grass", r#","title":7"#)),
                    "messages.0.content.0.title",
                    "7",
                    "expected a string, found 7",
                    None,
                ),
            ],
        ),
        example(
            "document.context",
            vec![
                ask(text("Grass", r#","context":"Written by a gardener.""#)),
                ask(text("Grass", r#","context":null"#)),
            ],
            vec![refuse(
                ask(text("Grass", r#","context":"""#)),
                "messages.0.content.0.context",
                "\"\"",
                "expected text or null, found an empty string",
                Some("Leave the field out if you do not need it."),
            )],
        ),
    ]);
}

#[test]
fn pages_outside_of_compressed_parts_are_counted() {
    const HELP: Option<&str> = Some("Split the PDF across several requests.");
    let of = |pages: usize| pdf_of(&base64(&pdf(pages, "")));
    let on = |model: &str, blocks: &[String]| ask_with(blocks, "").replace("claude-opus-5", model);
    let image = format!(
        r#"{{"type":"image","source":{{"type":"base64","media_type":"image/png","data":"{}"}}}}"#,
        base64(&png(200, 200, 0))
    );
    let message = |limit: usize, found: &str| {
        format!(
            "expected at most {limit} PDF pages in a request to this model, found at least {found} \
             (an estimate: pages in compressed parts of a file are not counted)"
        )
    };
    prove(&[example(
        "document.pdf.pages",
        vec![
            on("claude-opus-5", &[of(600)]),
            on("claude-haiku-4-5-20251001", &[of(99), image.clone()]),
            on("a-model-of-next-year", &[of(700)]),
            // An invisible page counts as one.
            on("claude-haiku-4-5-20251001", &vec![of(0); 100]),
        ],
        vec![
            refuse(
                on("claude-opus-5", &[of(601)]),
                BLOCK,
                of(601),
                &message(600, "601"),
                HELP,
            ),
            refuse(
                on("claude-haiku-4-5-20251001", &[of(60), of(41), of(1)]),
                "messages.0.content.1",
                of(41),
                &message(100, "102"),
                HELP,
            ),
            refuse(
                on("claude-haiku-4-5-20251001", &[of(99), image.clone(), image.clone()]),
                "messages.0.content.2",
                &image,
                &message(100, "99 beside 2 images, which count too"),
                HELP,
            ),
            refuse(
                on("claude-haiku-4-5-20251001", &vec![of(0); 101]),
                "messages.0.content.100",
                of(0),
                &message(100, "101"),
                HELP,
            ),
        ],
    )]);
    // A page is counted once, at any position within the pieces that are read.
    for shift in 0..80 {
        let mut file = b"%PDF-1.7\n".to_vec();
        file.resize(12 * 1024 - 90 + shift, b'x');
        file.extend(pdf(101, ""));
        for escape in ["/", "\\/"] {
            let report = check(
                NEW,
                &on(
                    "claude-haiku-4-5-20251001",
                    &[pdf_of(&base64(&file).replace('/', escape))],
                ),
            );
            let issue = report.issues.iter().find(|issue| issue.code == "document.pdf.pages");
            assert_eq!(issue.expect("too many").message, message(100, "101"), "{shift}");
        }
    }
}

#[test]
fn encrypted_files_are_reported() {
    let of = |trailer: &str| base64(&pdf(1, trailer));
    let bad = |trailer: &str| {
        let message = "expected a PDF that anyone can open, found one that seems to be encrypted";
        bad_pdf(
            &of(trailer),
            &format!("\"{}\"", of(trailer)),
            message,
            Some("Save it without a password."),
        )
    };
    prove(&[example(
        "document.pdf.encrypted",
        vec![
            ask(pdf_of(&of(""))),
            ask(pdf_of(&of("/EncryptMetadata false"))),
            ask(pdf_of(&of("(/Encrypt)"))),
            ask(pdf_of(&of("/Encrypt 12"))),
        ],
        vec![bad("/Encrypt 12 0 R"), bad("/Encrypt\n<< /Filter /Standard >>")],
    )]);
}

#[test]
fn realistic_requests_with_documents_have_no_findings() {
    silent(&ask_with(
        &[
            pdf_of(&base64(&pdf(12, ""))),
            text(
                "The grass is green. The sky is blue.",
                r#","title":"My Document","context":"Trustworthy.""#,
            ),
            document(
                r#"{"type":"content","content":[{"type":"text","text":"First chunk"}]}"#,
                r#","title":null"#,
            ),
            document(
                r#"{"type":"url","url":"https://assets.example.com/card.pdf"}"#,
                r#","citations":{"enabled":false}"#,
            ),
            document(
                r#"{"type":"file","file_id":"file_011CNha8iCJcU1wXNR6q4V8w"}"#,
                r#","citations":null"#,
            ),
        ],
        "",
    ));
}
