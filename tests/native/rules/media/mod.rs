//! Images, documents, search results and uploads.

mod citations;
mod documents;
mod files;
mod images;
mod sources;

use super::{Example, NEW, Refused, check};

/// Returns `params` with one user message with these blocks, and further fields.
fn ask_with(blocks: &[String], more: &str) -> String {
    let content = blocks.join(",");
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":1024,"messages":[{{"role":"user","content":[{content},{{"type":"text","text":"What is this?"}}]}}]{more}}}"#
    )
}

/// As `ask_with`, without further fields.
fn ask(block: String) -> String {
    ask_with(&[block], "")
}

fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

/// An example with texts that are built at run time.
pub fn example(rule: &'static str, accepted: Vec<String>, refused: Vec<Refused>) -> Example {
    Example {
        rule,
        call: NEW,
        accepted: accepted.into_iter().map(leak).collect::<Vec<&str>>().leak(),
        refused: refused.leak(),
    }
}

/// A refusal with texts that are built at run time.
pub fn refuse(
    params: String,
    path: &'static str,
    covers: impl ToString,
    message: &str,
    help: Option<&'static str>,
) -> Refused {
    Refused {
        params: leak(params),
        path,
        covers: leak(covers.to_string()),
        message: leak(message.to_string()),
        help,
    }
}

/// Asserts that there are no findings.
fn silent(params: &str) {
    let report = check(NEW, params);
    assert!(report.issues.is_empty(), "{params}\nfound {:#?}", report.issues);
}
