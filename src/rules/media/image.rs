//! Images: what their data is, how large they are, and how many there are.

use crate::json::{Value, word};
use crate::media::base64::{Decoder, Encoded, Fault, Size};
use crate::media::format;
use crate::media::format::{Format, Picture};
use crate::media::{MAX_CHARACTERS, MAX_SIDE};
use crate::rules::check::{Check, Spot, Step, rule};
use crate::rules::media::{DATA_URI, faulty};

/// Pixels on a side in a request with many images.
const MAX_SIDE_OF_MANY: u32 = 2_000;
/// More images than these are many.
const FEW: i64 = 20;
/// Smaller ones are hard to see.
const GOOD_SIDE: u32 = 200;

/// An image that may turn out to be too large.
#[derive(Debug)]
pub(in crate::rules) struct Large<'a> {
    spot: Spot<'a>,
    width: u32,
    height: u32,
    resize: Resize,
}

/// What the caller wants to happen to a large image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resize {
    Unsaid,
    Wanted,
    Refused,
}

/// An image block.
pub(super) fn block<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    count(check, block);
    let Some(source) = block.get(word!("source")).filter(|source| is_base64(*source)) else {
        return;
    };
    let Some(data) = source.get(word!("data")) else { return };
    let Some(encoded) = Encoded::new(data) else { return };
    let resize = match block
        .get(word!("transformations"))
        .and_then(|wishes| wishes.get(word!("oversized_image")))
    {
        Some(wish) if wish.is(word!("downsize")) => Resize::Wanted,
        Some(wish) if wish.is(word!("error")) => Resize::Refused,
        _ => Resize::Unsaid,
    };
    check.inside(Step::Name("source"), |check| {
        check.inside(Step::Name("data"), |check| {
            if let Some(size) = text(check, data, &encoded) {
                weight(check, data, size);
                picture(check, data, encoded.bytes(), source.get(word!("media_type")), resize);
            }
        });
    });
}

/// Whether a source holds its data itself.
pub(super) fn is_base64(source: Value<'_>) -> bool {
    source.get(word!("type")).is_some_and(|kind| kind.is(word!("base64")))
}

fn text<'a>(check: &mut Check<'a, '_>, data: Value<'a>, encoded: &Encoded<'a>) -> Option<Size> {
    if encoded.is_data_uri() {
        let (message, help) = DATA_URI;
        check.report(
            rule!("image.base64.data_uri"),
            data.span(),
            message.to_string(),
            Some(help),
        );
        return None;
    }
    let fault: Fault = match encoded.scan() {
        Ok(size) => return Some(size),
        Err(fault) => fault,
    };
    let (span, message, help) = faulty(data, fault);
    check.report(rule!("image.base64.invalid"), span, message, help);
    None
}

fn weight<'a>(check: &mut Check<'a, '_>, data: Value<'a>, size: Size) {
    if size.characters > MAX_CHARACTERS {
        let message = format!(
            "expected at most {MAX_CHARACTERS} characters of base64, found {} (an image of {} bytes)",
            size.characters, size.bytes
        );
        let help = "Scale the image down, or compress it more.";
        check.report(rule!("image.size"), data.span(), message, Some(help));
    }
}

fn picture<'a>(
    check: &mut Check<'a, '_>,
    data: Value<'a>,
    bytes: Decoder<'a>,
    media_type: Option<Value<'a>>,
    resize: Resize,
) {
    let mut start = [0; 16];
    let length = bytes.clone().fill(&mut start);
    let start = start.get(..length).unwrap_or_default();
    let format = format::sniff(start);
    mismatch(check, data, format, start, media_type);
    let Some(format) = format else { return };
    let Some(picture) = format::read(format, bytes) else {
        return;
    };
    if picture.moves {
        let message = "expected a still image, found one with several frames, of which only the first is looked at";
        check.report(rule!("image.animated"), data.span(), message.to_string(), None);
    }
    sides(check, data, picture, resize);
}

fn mismatch<'a>(
    check: &mut Check<'a, '_>,
    data: Value<'a>,
    format: Option<Format>,
    start: &[u8],
    media_type: Option<Value<'a>>,
) {
    const FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::Gif, Format::Webp];
    // A type that is none of these was reported.
    let Some(said) = FORMATS
        .into_iter()
        .find(|format| media_type.is_some_and(|said| said.is(format.media_type())))
    else {
        return;
    };
    let (found, help) = match format {
        Some(format) if format == said => return,
        Some(format) => (
            format!("one of type {}", format.media_type()),
            Some(format!("Set media_type to \"{}\".", format.media_type())),
        ),
        None => (format::other(start).to_string(), None),
    };
    let message = format!("expected an image of type {}, found {found}", said.media_type());
    check.report(rule!("image.magic_mismatch"), data.span(), message, help.as_deref());
}

fn sides<'a>(check: &mut Check<'a, '_>, data: Value<'a>, picture: Picture, resize: Resize) {
    let Picture { width, height, .. } = picture;
    if width.max(height) > MAX_SIDE {
        let message = format!("expected at most {MAX_SIDE} pixels on a side, found {width} x {height}");
        let help = "Scale the image down.";
        return check.report(rule!("image.dimensions"), data.span(), message, Some(help));
    }
    if width.min(height) < GOOD_SIDE {
        let message = format!("expected at least {GOOD_SIDE} pixels on a side, found {width} x {height}");
        let help = "The model sees little in so small an image.";
        check.report(rule!("image.tiny"), data.span(), message, Some(help));
    }
    if width.max(height) > MAX_SIDE_OF_MANY.min(long_edge(check)) {
        let large = Large {
            spot: check.spot(data.span()),
            width,
            height,
            resize,
        };
        if check.media.images > FEW {
            too_large(check, &large);
        } else {
            check.media.large.push(large);
        }
    }
}

/// Counts an image, wherever it is.
fn count<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    check.media.images += 1;
    let images = check.media.images;
    if images == FEW + 1 {
        for large in std::mem::take(&mut check.media.large) {
            too_large(check, &large);
        }
    }
    let most = check.model.and_then(|model| model.max_images);
    if most.is_some_and(|most| images == most + 1) {
        check.media.too_many = Some(check.spot(block.span()));
    }
    crate::rules::media::document::count(check, block, 0);
}

/// An image that is large, now that it is known whether there are many.
fn too_large<'a>(check: &mut Check<'a, '_>, large: &Large<'a>) {
    let Large { width, height, .. } = *large;
    let long = width.max(height);
    if check.media.images > FEW && long > MAX_SIDE_OF_MANY {
        let message = format!(
            "expected at most {MAX_SIDE_OF_MANY} pixels on a side in a request with more than {FEW} images, \
             found {width} x {height}"
        );
        let help = "Scale the image down, or send fewer images in a request.";
        return check.report_spot(rule!("image.many_dimensions"), &large.spot, message, Some(help));
    }
    let edge = long_edge(check);
    if long <= edge || large.resize == Resize::Wanted {
        return;
    }
    let (fate, help) = match large.resize {
        Resize::Refused => (
            "is refused, as its transformations ask for",
            "Scale the image down, or set oversized_image to \"downsize\".",
        ),
        _ => (
            "is scaled down",
            "Scale it down yourself; in a result of a computer or browser toolset it is refused.",
        ),
    };
    let message = format!(
        "expected at most {edge} pixels on the long edge for this model, found {width} x {height}, which {fate}"
    );
    check.report_spot(rule!("image.downscale"), &large.spot, message, Some(help));
}

/// What the model takes without scaling down; without end if that is not known.
fn long_edge(check: &Check<'_, '_>) -> u32 {
    let edge = check.model.and_then(|model| model.long_edge);
    edge.and_then(|edge| u32::try_from(edge).ok()).unwrap_or(u32::MAX)
}

pub(super) fn finish(check: &mut Check<'_, '_>) {
    for large in std::mem::take(&mut check.media.large) {
        too_large(check, &large);
    }
    let most = check.model.and_then(|model| model.max_images);
    if let (Some(spot), Some(most)) = (check.media.too_many.take(), most) {
        let message = format!(
            "expected at most {most} images in a request to this model, found {}",
            check.media.images
        );
        let help = "Spread the images over several requests.";
        check.report_spot(rule!("image.count"), &spot, message, Some(help));
    }
}
