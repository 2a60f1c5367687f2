//! Documents: what their data is, how they are called, and how many pages they have.

use crate::json::{Kind, Value, word};
use crate::media::base64::Encoded;
use crate::media::pdf;
use crate::rules::check::{Check, Step, rule};
use crate::rules::media::{DATA_URI, citation, faulty, image};

/// Characters of a title.
const MAX_TITLE: usize = 500;

/// A document block.
pub(super) fn block<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    citation::document(check, block);
    title(check, block);
    if let Some(context) = block.get(word!("context")).filter(|context| is_empty(*context)) {
        let message = "expected a text or null, found an empty string".to_string();
        check.report_at(
            rule!("document.context"),
            Step::Name("context"),
            context.span(),
            message,
            Some("Leave the field out if you do not need it."),
        );
    }
    let Some(source) = block.get(word!("source")) else {
        return;
    };
    let Some(kind) = source.get(word!("type")) else { return };
    let pages = check.inside(Step::Name("source"), |check| {
        if kind.is(word!("content")) {
            content(check, source);
        } else if kind.is(word!("text")) {
            text(check, source);
        } else if image::is_base64(source) {
            return base64(check, source);
        }
        None
    });
    if let Some(pages) = pages {
        count(check, block, pages);
    }
}

fn is_empty(value: Value<'_>) -> bool {
    value.inner().is_some_and(|(text, _)| text.is_empty())
}

fn title<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    let Some(title) = block.get(word!("title")) else { return };
    let Some((inner, _)) = title.inner() else { return };
    if (1..=MAX_TITLE).contains(&inner.len()) {
        return;
    }
    let characters = title.text().map_or(0, |text| text.value().chars().count());
    if !(1..=MAX_TITLE).contains(&characters) {
        let message = format!("expected a title of 1 to {MAX_TITLE} characters or null, found {characters}");
        check.report_at(
            rule!("document.title"),
            Step::Name("title"),
            title.span(),
            message,
            None,
        );
    }
}

fn content<'a>(check: &mut Check<'a, '_>, source: Value<'a>) {
    let Some(content) = source
        .get(word!("content"))
        .filter(|content| content.kind() == Kind::Array)
    else {
        return;
    };
    if content.items().next().is_none() {
        let message = "expected text or at least one block, found an empty array".to_string();
        check.report_at(
            rule!("document.content"),
            Step::Name("content"),
            content.span(),
            message,
            None,
        );
    }
}

fn text<'a>(check: &mut Check<'a, '_>, source: Value<'a>) {
    let Some(data) = source.get(word!("data")) else { return };
    let Some((inner, escaped)) = data.inner() else { return };
    // Long texts are not looked through: they begin with something that is no escape and no white space.
    let is_blank = match inner.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => true,
        Some(b'\\') if escaped => data.text().is_some_and(|text| text.value().trim().is_empty()),
        Some(_) => false,
    };
    if is_blank {
        let found = if inner.is_empty() {
            "an empty string"
        } else {
            "only white space"
        };
        check.report_at(
            rule!("document.text.empty"),
            Step::Name("data"),
            data.span(),
            format!("expected the text of the document, found {found}"),
            None,
        );
    }
}

/// A PDF; says how many pages it has at least.
fn base64<'a>(check: &mut Check<'a, '_>, source: Value<'a>) -> Option<i64> {
    let data = source.get(word!("data"))?;
    let encoded = Encoded::new(data)?;
    let problem = if encoded.is_data_uri() {
        let (message, help) = DATA_URI;
        Some((data.span(), message.to_string(), Some(help)))
    } else {
        encoded.scan().err().map(|fault| faulty(data, fault))
    };
    if let Some((span, message, help)) = problem {
        check.report_at(
            rule!("document.base64.invalid"),
            Step::Name("data"),
            span,
            message,
            help,
        );
        return None;
    }
    // Another type was reported; what the data is does not matter then.
    source
        .get(word!("media_type"))
        .filter(|said| said.is(word!("application/pdf")))?;
    let pdf = pdf::read(encoded.bytes());
    if !pdf.has_header {
        let message = "expected a PDF, found data without its header (%PDF-)".to_string();
        let help = "A plain text goes into a source of type \"text\", an image into an image block.";
        let rule = rule!("document.base64.invalid");
        check.report_at(rule, Step::Name("data"), data.span(), message, Some(help));
        return None;
    }
    if pdf.is_encrypted {
        let message = "expected a PDF that anyone can open, found one that seems to be encrypted".to_string();
        let help = "Save it without a password.";
        let rule = rule!("document.pdf.encrypted");
        check.report_at(rule, Step::Name("data"), data.span(), message, Some(help));
    }
    Some(i64::try_from(pdf.pages).unwrap_or(i64::MAX).max(1))
}

/// Counts the pages of a PDF, or none for an image, which counts itself. Both share a limit.
pub(super) fn count<'a>(check: &mut Check<'a, '_>, block: Value<'a>, pages: i64) {
    let media = &mut check.media;
    media.pages += pages;
    let total = media.pages + media.images;
    let most = check.model.and_then(|model| model.max_pdf_pages);
    if check.media.too_long.is_none() && most.is_some_and(|most| total > most) {
        check.media.too_long = Some(check.spot(block.span()));
    }
}

pub(super) fn finish(check: &mut Check<'_, '_>) {
    let (pages, images) = (check.media.pages, check.media.images);
    let Some(most) = check.model.and_then(|model| model.max_pdf_pages) else {
        return;
    };
    let Some(spot) = check.media.too_long.take() else {
        return;
    };
    // Too many images alone have a rule of their own.
    if pages == 0 || images > most {
        return;
    }
    let found = match images {
        0 => format!("at least {pages}"),
        images => format!("at least {pages} beside {images} images, which count too"),
    };
    let message = format!(
        "expected at most {most} PDF pages in a request to this model, found {found} \
         (an estimate: pages in compressed parts of a file are not seen)"
    );
    let help = "Split the PDF over several requests.";
    check.report_spot(rule!("document.pdf.pages"), &spot, message, Some(help));
}
