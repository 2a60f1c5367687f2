//! Images: their data, size and number.

use crate::json::{Value, word};
use crate::media::base64::{Decoder, Encoded, Size};
use crate::media::format;
use crate::media::format::{Format, Picture};
use crate::media::{MAX_CHARACTERS, MAX_SIDE};
use crate::rules::cursor::{Cursor, Spot, Step, rule};
use crate::rules::media::count::Count;
use crate::rules::media::data::{report_fault, report_uri};
use crate::rules::media::source::is_base64;

/// Maximum width and height in pixels in a request with many images.
const MAX_SIDE_OF_MANY: u32 = 2_000;
/// A request with more images has many.
const FEW: i64 = 20;
/// Smaller images show the model little detail.
const GOOD_SIDE: u32 = 200;

/// The state of the images of a request until its end.
#[derive(Debug, Default)]
pub(super) struct State<'a> {
    /// The first image beyond the limit.
    too_many: Option<Spot<'a>>,
    /// Images that are too large if there are many; at most as many as may be this large.
    large: Vec<LargeImage<'a>>,
}

/// An image that may turn out to be too large.
#[derive(Debug)]
struct LargeImage<'a> {
    spot: Spot<'a>,
    width: u32,
    height: u32,
    policy: OversizePolicy,
}

/// The caller's setting for large images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OversizePolicy {
    Unset,
    Downsize,
    Error,
}

/// Checks an image block.
pub(super) fn block<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, count: &mut Count<'a>, block: Value<'a>) {
    add(cursor, state, count, block);
    let Some(source) = block.get(word!("source")).filter(|source| is_base64(*source)) else {
        return;
    };
    let Some(data) = source.get(word!("data")) else { return };
    let Some(encoded) = Encoded::new(data) else { return };
    let policy = match block
        .get(word!("transformations"))
        .and_then(|transformations| transformations.get(word!("oversized_image")))
    {
        Some(value) if value.is(word!("downsize")) => OversizePolicy::Downsize,
        Some(value) if value.is(word!("error")) => OversizePolicy::Error,
        _ => OversizePolicy::Unset,
    };
    let large = cursor.inside(Step::Name("source"), |cursor| {
        cursor.inside(Step::Name("data"), |cursor| {
            let size = text(cursor, data, &encoded)?;
            weight(cursor, data, size);
            picture(cursor, data, encoded.bytes(), source.get(word!("media_type")), policy)
        })
    });
    match large {
        Some(large) if count.images > FEW => too_large(cursor, &large, count),
        large => state.large.extend(large),
    }
}

fn text<'a>(cursor: &mut Cursor<'a, '_>, data: Value<'a>, encoded: &Encoded<'a>) -> Option<Size> {
    if encoded.is_data_uri() {
        report_uri(cursor, rule!("image.base64.data_uri"), data);
        return None;
    }
    let fault = match encoded.scan() {
        Ok(size) => return Some(size),
        Err(fault) => fault,
    };
    report_fault(cursor, rule!("image.base64.invalid"), data, fault);
    None
}

fn weight<'a>(cursor: &mut Cursor<'a, '_>, data: Value<'a>, size: Size) {
    if size.characters > MAX_CHARACTERS {
        let message = format_args!(
            "expected at most {MAX_CHARACTERS} characters of base64, found {} (an image of {} bytes)",
            size.characters, size.bytes
        );
        let help = format_args!("Scale the image down, or compress it more.");
        cursor.report(rule!("image.size"), data.span(), message, Some(help));
    }
}

fn picture<'a>(
    cursor: &mut Cursor<'a, '_>,
    data: Value<'a>,
    bytes: Decoder<'a>,
    media_type: Option<Value<'a>>,
    policy: OversizePolicy,
) -> Option<LargeImage<'a>> {
    let mut start = [0; 16];
    let length = bytes.clone().fill(&mut start);
    let start = start.get(..length).unwrap_or_default();
    let format = format::sniff(start);
    mismatch(cursor, data, format, start, media_type);
    let picture = format::read(format?, bytes)?;
    if picture.is_animated {
        let message = format_args!(
            "expected a still image, found one with several frames, of which the model sees only the first"
        );
        cursor.report(rule!("image.animated"), data.span(), message, None);
    }
    sides(cursor, data, picture, policy)
}

fn mismatch<'a>(
    cursor: &mut Cursor<'a, '_>,
    data: Value<'a>,
    format: Option<Format>,
    start: &[u8],
    media_type: Option<Value<'a>>,
) {
    const FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::Gif, Format::Webp];
    // Another type was already reported.
    let Some(declared) = FORMATS
        .into_iter()
        .find(|format| media_type.is_some_and(|declared| declared.is(format.media_type())))
    else {
        return;
    };
    let (rule, expected) = (rule!("image.magic_mismatch"), declared.media_type());
    match format {
        Some(format) if format == declared => {}
        Some(format) => {
            let found = format.media_type();
            let message = format_args!("expected an image of type {expected}, found one of type {found}");
            let help = format_args!("Set media_type to \"{found}\".");
            cursor.report(rule, data.span(), message, Some(help));
        }
        None => {
            let other = format::describe_other(start);
            let message = format_args!("expected an image of type {expected}, found {other}");
            let is_pdf = start.starts_with(b"%PDF-");
            let help = is_pdf.then_some(format_args!("A PDF goes into a block of type \"document\"."));
            cursor.report(rule, data.span(), message, help);
        }
    }
}

/// Checks the size. Returns the image if it may turn out to be too large.
fn sides<'a>(
    cursor: &mut Cursor<'a, '_>,
    data: Value<'a>,
    picture: Picture,
    policy: OversizePolicy,
) -> Option<LargeImage<'a>> {
    let Picture { width, height, .. } = picture;
    if width.max(height) > MAX_SIDE {
        let message = format_args!("expected at most {MAX_SIDE} pixels on a side, found {width} x {height}");
        let help = format_args!("Scale the image down.");
        cursor.report(rule!("image.dimensions"), data.span(), message, Some(help));
        return None;
    }
    if width.min(height) < GOOD_SIDE {
        let message = format_args!("expected at least {GOOD_SIDE} pixels on a side, found {width} x {height}");
        let help = format_args!("The model sees little in an image this small.");
        cursor.report(rule!("image.tiny"), data.span(), message, Some(help));
    }
    (width.max(height) > MAX_SIDE_OF_MANY.min(long_edge(cursor))).then(|| LargeImage {
        spot: cursor.spot(data.span()),
        width,
        height,
        policy,
    })
}

/// Counts an image from any source.
fn add<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, count: &mut Count<'a>, block: Value<'a>) {
    count.image(cursor, block);
    if count.images == FEW + 1 {
        for large in std::mem::take(&mut state.large) {
            too_large(cursor, &large, count);
        }
    }
    let most = cursor.model.and_then(|model| model.max_images);
    if most.is_some_and(|most| count.images == most + 1) {
        state.too_many = Some(cursor.spot(block.span()));
    }
}

/// Checks a large image, once it is known whether there are many.
fn too_large<'a>(cursor: &mut Cursor<'a, '_>, large: &LargeImage<'a>, count: &Count<'_>) {
    let LargeImage { width, height, .. } = *large;
    let long = width.max(height);
    if count.images > FEW && long > MAX_SIDE_OF_MANY {
        let message = format_args!(
            "expected at most {MAX_SIDE_OF_MANY} pixels on a side in a request with more than {FEW} images, \
             found {width} x {height}"
        );
        let help = format_args!("Scale the image down, or send fewer images in a request.");
        return cursor.report_spot(rule!("image.many_dimensions"), &large.spot, message, Some(help));
    }
    let edge = long_edge(cursor);
    if long <= edge || large.policy == OversizePolicy::Downsize {
        return;
    }
    let (fate, help) = match large.policy {
        OversizePolicy::Error => (
            "is refused, as oversized_image requests",
            format_args!("Scale the image down, or set oversized_image to \"downsize\"."),
        ),
        _ => (
            "is scaled down",
            format_args!("Scale it down yourself; in the result of a computer or browser toolset, it is refused."),
        ),
    };
    let message = format_args!(
        "expected at most {edge} pixels on the long edge for this model, found {width} x {height}, which {fate}"
    );
    cursor.report_spot(rule!("image.downscale"), &large.spot, message, Some(help));
}

/// Returns the longest edge that the model accepts without scaling; the maximum if that is unknown.
fn long_edge(cursor: &Cursor<'_, '_>) -> u32 {
    let edge = cursor.model.and_then(|model| model.long_edge);
    edge.and_then(|edge| u32::try_from(edge).ok()).unwrap_or(u32::MAX)
}

/// Checks the number of images, once all images are counted.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: State<'a>, count: &Count<'_>) {
    for large in &state.large {
        too_large(cursor, large, count);
    }
    let most = cursor.model.and_then(|model| model.max_images);
    if let (Some(spot), Some(most)) = (state.too_many, most) {
        let message = format_args!(
            "expected at most {most} images in a request to this model, found {}",
            count.images
        );
        let help = format_args!("Split the images across several requests.");
        cursor.report_spot(rule!("image.count"), &spot, message, Some(help));
    }
}
