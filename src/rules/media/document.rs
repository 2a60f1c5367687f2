//! Documents: their data, titles and numbers of pages.

use crate::json::{Kind, Value, word};
use crate::media::base64::Encoded;
use crate::media::pdf;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::media::count::Count;
use crate::rules::media::data::{report_fault, report_uri};
use crate::rules::media::source::is_base64;
use crate::rules::text::is_blank;

/// Maximum number of characters of a title.
const MAX_TITLE: usize = 500;

/// Checks a document block.
pub(super) fn block<'a>(cursor: &mut Cursor<'a, '_>, count: &mut Count<'a>, block: Value<'a>) {
    title(cursor, block);
    if let Some(context) = block.get(word!("context")).filter(|context| is_empty(*context)) {
        let message = format_args!("expected text or null, found an empty string");
        cursor.report_at(
            rule!("document.context"),
            Step::Name("context"),
            context.span(),
            message,
            Some(format_args!("Leave the field out if you do not need it.")),
        );
    }
    let Some(source) = block.get(word!("source")) else {
        return;
    };
    let Some(kind) = source.get(word!("type")) else { return };
    let pages = cursor.inside(Step::Name("source"), |cursor| {
        if kind.is(word!("content")) {
            content(cursor, source);
        } else if kind.is(word!("text")) {
            text(cursor, source);
        } else if is_base64(source) {
            return base64(cursor, source);
        }
        None
    });
    if let Some(pages) = pages {
        count.pages(cursor, block, pages);
    }
}

fn is_empty(value: Value<'_>) -> bool {
    value.inner().is_some_and(|(text, _)| text.is_empty())
}

fn title<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    let Some(title) = block.get(word!("title")) else { return };
    let Some((inner, _)) = title.inner() else { return };
    if (1..=MAX_TITLE).contains(&inner.len()) {
        return;
    }
    let characters = title.text().map_or(0, |text| text.value().chars().count());
    if !(1..=MAX_TITLE).contains(&characters) {
        let message = format_args!("expected a title of 1 to {MAX_TITLE} characters or null, found {characters}");
        cursor.report_at(
            rule!("document.title"),
            Step::Name("title"),
            title.span(),
            message,
            None,
        );
    }
}

fn content<'a>(cursor: &mut Cursor<'a, '_>, source: Value<'a>) {
    let Some(content) = source
        .get(word!("content"))
        .filter(|content| content.kind() == Kind::Array)
    else {
        return;
    };
    if content.items().next().is_none() {
        let message = format_args!("expected text or at least one block, found an empty array");
        cursor.report_at(
            rule!("document.content"),
            Step::Name("content"),
            content.span(),
            message,
            None,
        );
    }
}

fn text<'a>(cursor: &mut Cursor<'a, '_>, source: Value<'a>) {
    let Some(data) = source.get(word!("data")) else { return };
    let Some((inner, escaped)) = data.inner() else { return };
    // Long texts are not scanned completely: they start with a character that is neither an escape nor whitespace.
    let is_blank = match inner.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(b'\\') if escaped => is_blank(data),
        Some(_) => false,
    };
    if is_blank {
        let found = if inner.is_empty() {
            "an empty string"
        } else {
            "only whitespace"
        };
        cursor.report_at(
            rule!("document.text.empty"),
            Step::Name("data"),
            data.span(),
            format_args!("expected the text of the document, found {found}"),
            None,
        );
    }
}

/// Checks a PDF. Returns a lower bound for the number of its pages.
fn base64<'a>(cursor: &mut Cursor<'a, '_>, source: Value<'a>) -> Option<i64> {
    let data = source.get(word!("data"))?;
    let encoded = Encoded::new(data)?;
    let rule = rule!("document.base64.invalid");
    let is_base64 = cursor.inside(Step::Name("data"), |cursor| {
        if encoded.is_data_uri() {
            report_uri(cursor, rule, data);
            return false;
        }
        let fault = encoded.scan().err();
        fault.map(|fault| report_fault(cursor, rule, data, fault)).is_none()
    });
    if !is_base64 {
        return None;
    }
    // Another type was already reported, so the data does not matter.
    source
        .get(word!("media_type"))
        .filter(|kind| kind.is(word!("application/pdf")))?;
    let pdf = pdf::read(encoded.bytes());
    if !pdf.has_header {
        let message = format_args!("expected a PDF, found data without the PDF header (%PDF-)");
        let help = format_args!("Put plain text into a source of type \"text\", and an image into an image block.");
        cursor.report_at(rule, Step::Name("data"), data.span(), message, Some(help));
        return None;
    }
    if pdf.is_encrypted {
        let message = format_args!("expected a PDF that anyone can open, found one that seems to be encrypted");
        let help = format_args!("Save it without a password.");
        let rule = rule!("document.pdf.encrypted");
        cursor.report_at(rule, Step::Name("data"), data.span(), message, Some(help));
    }
    Some(i64::try_from(pdf.pages).unwrap_or(i64::MAX).max(1))
}

/// Checks the number of pages, once all pages are counted.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, count: &Count<'a>) {
    let (pages, images) = (count.pages, count.images);
    let Some(most) = cursor.model.and_then(|model| model.max_pdf_pages) else {
        return;
    };
    let Some(spot) = &count.over_limit else {
        return;
    };
    // Too many images violate another rule.
    if pages == 0 || images > most {
        return;
    }
    let found = match images {
        0 => format_args!("at least {pages}"),
        _ => format_args!("at least {pages} beside {images} images, which count too"),
    };
    let message = format_args!(
        "expected at most {most} PDF pages in a request to this model, found {found} \
         (an estimate: pages in compressed parts of a file are not counted)"
    );
    let help = format_args!("Split the PDF across several requests.");
    cursor.report_spot(rule!("document.pdf.pages"), spot, message, Some(help));
}
