//! Images, documents, search results and uploads. `base64` and what reads it (`format`, `pdf`) look at the data itself;
//! `image` and `document` are the rules about it, `source` those about URLs and files, `citation` those about settings that
//! must agree within a request.

mod citation;
mod document;
mod image;
mod source;

use crate::json::{Span, Value, word};
use crate::rules::check::{Check, Spot, Step, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    images: i64,
    /// The first image of too many.
    too_many: Option<Spot<'a>>,
    /// Images that are too large if more come; at most as many as may be so large.
    large: Vec<image::Large<'a>>,
    /// Pages of PDFs, as far as they can be counted.
    pages: i64,
    /// The image or PDF with which pages become too many.
    too_long: Option<Spot<'a>>,
    citation: citation::Seen,
    uploads: bool,
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ImageBlock => image::block(check, value),
        Name::DocumentBlock => document::block(check, value),
        Name::SearchResultBlock => citation::search_result(check, value),
        Name::ToolResultBlock => citation::tool_result(check, value),
        Name::UserMessage | Name::AssistantMessage | Name::SystemMessage => {
            citation::message(check, value, shape.name == Name::AssistantMessage)
        }
        Name::URLImageSource | Name::URLPDFSource => source::url(check, value),
        Name::FileImageSource | Name::FileDocumentSource => source::file(check, value, rule!("file.id.shape")),
        Name::ContainerUploadBlock => {
            check.media.uploads = true;
            source::file(check, value, rule!("container_upload.file_id"));
        }
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    image::finish(check);
    document::finish(check);
    citation::finish(check, params);
    if check.media.uploads && !has_tool(params, "code_execution_") {
        uploads(check, params);
    }
}

fn uploads<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    each_block(check, params, "container_upload", &mut |check, block| {
        let message = "expected a code execution tool for what is put into a container, found none".to_string();
        let help = "Add {\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"} to tools.";
        check.report(
            rule!("container_upload.needs_code_execution"),
            block.span(),
            message,
            Some(help),
        );
    });
}

/// Whether a tool is declared whose type begins so.
fn has_tool(params: &Params<'_>, start: &str) -> bool {
    let mut tools = params.get(word!("tools")).into_iter().flat_map(|tools| tools.items());
    tools.any(|tool| {
        tool.get(word!("type"))
            .and_then(|kind| kind.text())
            .is_some_and(|kind| kind.value().starts_with(start))
    })
}

/// A second walk, for rules that are rarely broken: every block of a kind that stands in a message or in a tool's result. What
/// a server tool fetched is its own affair.
fn each_block<'a>(
    check: &mut Check<'a, '_>,
    params: &Params<'a>,
    kind: &str,
    look: &mut dyn FnMut(&mut Check<'a, '_>, Value<'a>),
) {
    let messages = params
        .get(word!("messages"))
        .into_iter()
        .flat_map(|messages| messages.items());
    check.inside(Step::Name("messages"), |check| {
        for (index, message) in messages.enumerate() {
            check.inside(Step::Index(index), |check| content(check, message, kind, look));
        }
    });
}

fn content<'a>(
    check: &mut Check<'a, '_>,
    holder: Value<'a>,
    kind: &str,
    look: &mut dyn FnMut(&mut Check<'a, '_>, Value<'a>),
) {
    let blocks = holder
        .get(word!("content"))
        .into_iter()
        .flat_map(|content| content.items());
    check.inside(Step::Name("content"), |check| {
        for (index, block) in blocks.enumerate() {
            let Some(tag) = block.get(word!("type")) else { continue };
            if tag.is(kind) {
                check.inside(Step::Index(index), |check| look(check, block));
            } else if tag.is(word!("tool_result")) {
                check.inside(Step::Index(index), |check| content(check, block, kind, look));
            }
        }
    });
}

/// Where a fault is within a string.
fn within(value: Value<'_>, start: usize, end: usize) -> Span {
    // The text begins after the quote.
    let text = value.span().start + 1;
    Span {
        start: text + start,
        end: text + end,
    }
}

/// What is wrong with base64, where, and what to do about it.
fn faulty(value: Value<'_>, fault: crate::media::base64::Fault) -> (Span, String, Option<&'static str>) {
    use crate::media::base64::Fault::{Empty, Length, Odd};
    match fault {
        Empty => (value.span(), "expected base64, found an empty string".to_string(), None),
        Length(characters) => (
            value.span(),
            format!("expected base64 in groups of 4 characters, padding included, found {characters} characters"),
            Some("The text was cut off, or its padding (=) was lost."),
        ),
        Odd {
            char,
            before,
            start,
            end,
        } => {
            let help = match char {
                '-' | '_' => Some("That is the alphabet for URLs: write + for - and / for _."),
                '=' => Some("Padding stands at the end only."),
                _ if char.is_whitespace() => Some("Encode without line breaks and other white space."),
                _ => None,
            };
            let message = format!(
                "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found {char:?} after {before} characters"
            );
            (within(value, start, end), message, help)
        }
    }
}

/// What to do about a `data:` URI where base64 alone is due.
const DATA_URI: (&str, &str) = (
    "expected base64 alone, found a data: URI",
    "Leave out everything up to the comma.",
);
