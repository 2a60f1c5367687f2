//! Media by URL or file id.

use super::super::{NEW, Refused, prove, warn};
use super::{ask, ask_with, example, refuse, silent};

fn image(url: &str) -> String {
    format!(r#"{{"type":"image","source":{{"type":"url","url":"{url}"}}}}"#)
}

fn bad(url: &str, message: &str, help: Option<&'static str>) -> Refused {
    refuse(
        ask(image(url)),
        "messages.0.content.0.source.url",
        format!("\"{url}\""),
        message,
        help,
    )
}

#[test]
fn urls_are_absolute_and_reachable() {
    const INLINE: Option<&str> =
        Some("Put the data into a source of type \"base64\", without the part up to the comma.");
    const HOST: Option<&str> = Some("Write https:// before it.");
    const FILE: Option<&str> = Some(
        "The API cannot read your files: put the data into a source of type \"base64\", or upload the file and write {\"type\":\"file\",\"file_id\":…}.",
    );
    const FETCHED: Option<&str> = Some("The API fetches it when the request runs, from outside your network.");
    let reach = |url: &str, found: &str| {
        bad(
            url,
            &format!("expected a URL that the API can reach, found {found}"),
            FETCHED,
        )
    };
    let public = || {
        vec![
            ask(image("https://example.com/a.png")),
            ask(image("HTTPS://EXAMPLE.COM")),
            ask(image(
                "https:\\/\\/user:word@example.com:8443\\/a.png?localhost#10.0.0.1",
            )),
            ask(image("https://8.8.8.8/a.png")),
            ask(image("https://172.32.0.1/a.png")),
            ask(image("https://[2001:4860:4860::8888]/a.png")),
            ask(image("https://[::10]/a.png")),
            ask(image("https://[1::]/a.png")),
            ask(image("https://[fd::1]/a.png")),
            ask(image("https://[::ffff:8.8.8.8]/a.png")),
            ask(image("https://10.1.2.3.example.com/a.png")),
            ask(image("https://1010.1.2.3/a.png")),
        ]
    };
    prove(&[
        example(
            "image.url.scheme",
            public(),
            vec![
                bad(
                    "example.com/a.png",
                    "expected an absolute https:// URL, found \"example.com/a.png\"",
                    HOST,
                ),
                bad(
                    "www.example.com",
                    "expected an absolute https:// URL, found \"www.example.com\"",
                    HOST,
                ),
                bad("/a.png", "expected an absolute https:// URL, found \"/a.png\"", FILE),
                bad("a.png", "expected an absolute https:// URL, found \"a.png\"", FILE),
                bad(
                    "./b.c/a.png",
                    "expected an absolute https:// URL, found \"./b.c/a.png\"",
                    FILE,
                ),
                bad("~/a.png", "expected an absolute https:// URL, found \"~/a.png\"", FILE),
                bad(
                    "C:/me/a.png",
                    "expected an absolute https:// URL, found \"C:/me/a.png\"",
                    FILE,
                ),
                bad(
                    "FILE:///a.png",
                    "expected an absolute https:// URL, found \"FILE:///a.png\"",
                    FILE,
                ),
                bad(
                    "s3://b/a.png",
                    "expected an absolute https:// URL, found \"s3://b/a.png\"",
                    FILE,
                ),
                bad(
                    "https:///a.png",
                    "expected an absolute https:// URL, found \"https:///a.png\"",
                    None,
                ),
                bad("", "expected an absolute https:// URL, found \"\"", None),
                bad(
                    "data:image/png;base64,iVBORw0KGgo=",
                    "expected an absolute https:// URL, found \"data:image/png;base64,iVBORw0KGgo=\"",
                    INLINE,
                ),
            ],
        ),
        example(
            "image.url.reachability",
            public(),
            vec![
                reach("https://localhost:3000/a.png", "the local machine"),
                reach("https://app.localhost/a.png", "the local machine"),
                reach("https://127.0.0.1/a.png", "the local machine"),
                reach("https://0.0.0.0/a.png", "the local machine"),
                reach("https://[::1]:8080/a.png", "the local machine"),
                reach("https://[::]/a.png", "the local machine"),
                reach("https://[0:0:0:0:0:0:0:1]/a.png", "the local machine"),
                reach("https://[::FFFF:127.0.0.1]/a.png", "the local machine"),
                reach("https://[FE80::1]/a.png", "a private network address"),
                reach("https://10.1.2.3/a.png", "a private network address"),
                reach("https://172.16.0.1/a.png", "a private network address"),
                reach("https://me@192.168.1.10/a.png", "a private network address"),
                reach("https://169.254.169.254/latest", "a private network address"),
                reach("https://[fd00::1]/a.png", "a private network address"),
                reach("https://[::ffff:10.0.0.1]/a.png", "a private network address"),
                reach("https://printer.local./a.png", "a local network name"),
                reach("https://wiki/a.png", "a local network name"),
            ],
        ),
    ]);
}

#[test]
fn files_have_ids() {
    const HELP: Option<&str> = Some("Ids look like \"file_…\"; they come from the Files API.");
    let image = |source: &str| ask(format!(r#"{{"type":"image","source":{{"type":"file"{source}}}}}"#));
    let tool = r#","tools":[{"type":"code_execution_20260521","name":"code_execution"}]"#;
    let upload = |more: &str, fields: &str| ask_with(&[format!(r#"{{"type":"container_upload"{fields}}}"#)], more);
    prove(&[
        example(
            "file.id.shape",
            vec![image(r#","file_id":"file_1""#), image(r#","file_id":"another""#)],
            vec![
                refuse(
                    image(r#","file_id":"""#),
                    "messages.0.content.0.source.file_id",
                    "\"\"",
                    "expected a file id, found an empty string",
                    HELP,
                ),
                refuse(
                    image(""),
                    "messages.0.content.0.source.file_id",
                    r#"{"type":"file"}"#,
                    "expected file_id, found none",
                    None,
                ),
                refuse(
                    ask(r#"{"type":"document","source":{"type":"file","file_id":""}}"#.into()),
                    "messages.0.content.0.source.file_id",
                    "\"\"",
                    "expected a file id, found an empty string",
                    HELP,
                ),
            ],
        ),
        example(
            "container_upload.file_id",
            vec![upload(tool, r#","file_id":"file_1""#)],
            vec![
                refuse(
                    upload(tool, ""),
                    "messages.0.content.0.file_id",
                    r#"{"type":"container_upload"}"#,
                    "expected file_id, found none",
                    None,
                ),
                refuse(
                    upload(tool, r#","file_id":"""#),
                    "messages.0.content.0.file_id",
                    "\"\"",
                    "expected a file id, found an empty string",
                    HELP,
                ),
            ],
        ),
        example(
            "container_upload.needs_code_execution",
            vec![upload(tool, r#","file_id":"file_1""#)],
            vec![refuse(
                upload("", r#","file_id":"file_1""#),
                "messages.0.content.0",
                r#"{"type":"container_upload","file_id":"file_1"}"#,
                "expected a code execution tool for container uploads, found none",
                Some("Add {\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"} to tools."),
            )],
        ),
    ]);
    silent(&upload(tool, r#","file_id":"file_011CNha8iCJcU1wXNR6q4V8w""#));
}

#[test]
fn urls_without_encryption_are_only_warned_about_because_the_api_may_accept_them() {
    warn(
        "image.url.scheme",
        NEW,
        &[
            bad(
                "HTTP://example.com/a.png",
                "expected an absolute https:// URL, found \"HTTP://example.com/a.png\"",
                None,
            ),
            refuse(
                ask(
                    r#"{"type":"document","source":{"type":"url","url":"http://example.com/a-document-with-a-long-name.pdf"}}"#
                        .into(),
                ),
                "messages.0.content.0.source.url",
                "\"http://example.com/a-document-with-a-long-name.pdf\"",
                "expected an absolute https:// URL, found a string of 50 bytes",
                None,
            ),
        ],
    );
}
