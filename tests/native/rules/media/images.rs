//! Data and sizes of images.

use message_batches::rules::Options;

use super::super::{NEW, Refused, check, prove};
use super::files::{base64, gif, jpeg, pdf, png, webp, webp_extended, webp_lossless};
use super::{ask, ask_with, example, refuse, silent};

const DATA: &str = "messages.0.content.0.source.data";

fn block(media_type: &str, data: &str, more: &str) -> String {
    format!(r#"{{"type":"image","source":{{"type":"base64","media_type":"{media_type}","data":"{data}"}}{more}}}"#)
}

fn image(media_type: &str, bytes: &[u8]) -> String {
    block(media_type, &base64(bytes), "")
}

fn quoted(bytes: &[u8]) -> String {
    format!("\"{}\"", base64(bytes))
}

/// Returns a refusal of a request with an image whose data as a whole breaks a rule.
fn bad(media_type: &str, bytes: &[u8], message: &str, help: Option<&'static str>) -> Refused {
    refuse(ask(image(media_type, bytes)), DATA, quoted(bytes), message, help)
}

#[test]
fn sources_and_their_fields_are_known() {
    let png = base64(&png(200, 200, 0));
    prove(&[
        example(
            "image.source.type",
            vec![ask(block("image/png", &png, ""))],
            vec![
                refuse(
                    ask(format!(
                        r#"{{"type":"image","source":{{"type":"base_64","media_type":"image/png","data":"{png}"}}}}"#
                    )),
                    "messages.0.content.0.source.type",
                    "\"base_64\"",
                    "expected \"base64\", \"url\" or \"file\", found \"base_64\"",
                    Some("Did you mean \"base64\"?"),
                ),
                refuse(
                    ask(r#"{"type":"image","source":"https://example.com/a.png"}"#.to_string()),
                    "messages.0.content.0.source",
                    "\"https://example.com/a.png\"",
                    "expected an object, found \"https://example.com/a.png\"",
                    Some(
                        "Write {\"type\":\"url\",\"url\":…}, {\"type\":\"base64\",\"media_type\":…,\"data\":…} or {\"type\":\"file\",\"file_id\":…}.",
                    ),
                ),
            ],
        ),
        example(
            "image.media_type",
            vec![ask(block("image/png", &png, ""))],
            vec![
                refuse(
                    ask(block("image/jpg", &base64(&jpeg(200, 200, 0xc0)), "")),
                    "messages.0.content.0.source.media_type",
                    "\"image/jpg\"",
                    "expected \"image/jpeg\", \"image/png\", \"image/gif\" or \"image/webp\", found \"image/jpg\"",
                    Some("Did you mean \"image/jpeg\"?"),
                ),
                refuse(
                    ask(block("image/svg+xml", &png, "")),
                    "messages.0.content.0.source.media_type",
                    "\"image/svg+xml\"",
                    "expected \"image/jpeg\", \"image/png\", \"image/gif\" or \"image/webp\", found \"image/svg+xml\"",
                    Some("Convert it to PNG, JPEG, GIF or WebP."),
                ),
            ],
        ),
        example(
            "image.transformations",
            vec![
                ask(block(
                    "image/png",
                    &png,
                    r#","transformations":{"oversized_image":"error"}"#,
                )),
                ask(block("image/png", &png, r#","transformations":null"#)),
                ask(block("image/png", &png, r#","transformations":{}"#)),
            ],
            vec![
                refuse(
                    ask(block(
                        "image/png",
                        &png,
                        r#","transformations":{"oversized_image":"resize"}"#,
                    )),
                    "messages.0.content.0.transformations.oversized_image",
                    "\"resize\"",
                    "expected \"downsize\" or \"error\", found \"resize\"",
                    None,
                ),
                refuse(
                    ask(block("image/png", &png, r#","transformations":{"rotate":90}"#)),
                    "messages.0.content.0.transformations.rotate",
                    "\"rotate\"",
                    "expected a field of ImageTransformations, found \"rotate\"",
                    None,
                ),
            ],
        ),
    ]);
}

#[test]
fn base64_is_checked_to_the_last_character() {
    const ODD: &str = "expected base64 (A-Z a-z 0-9 + / and at most two = at the end), found ";
    const CUT: Option<&str> = Some("The text was cut off, or its padding (=) was lost.");
    const BREAKS: Option<&str> = Some("Encode without line breaks and other whitespace.");
    const URLS: Option<&str> = Some("This is the URL-safe alphabet: replace - with + and _ with /.");
    const END: Option<&str> = Some("Padding is allowed only at the end.");
    let good = base64(&png(200, 200, 0));
    let refused = |data: &str, covers: &str, message: &str, help| {
        refuse(ask(block("image/png", data, "")), DATA, covers, message, help)
    };
    let odd = |data: &str, covers: &str, char: &str, before: usize, help| {
        refused(data, covers, &format!("{ODD}{char} after {before} characters"), help)
    };
    let long = good.repeat(40);
    prove(&[
        example(
            "image.base64.data_uri",
            vec![ask(block("image/png", &good, ""))],
            vec![refused(
                &format!("data:image/png;base64,{good}"),
                &format!("\"data:image/png;base64,{good}\""),
                "expected only base64, found a data: URI",
                Some("Leave out everything up to the comma."),
            )],
        ),
        example(
            "image.base64.invalid",
            vec![
                ask(block("image/png", &good, "")),
                ask(block("image/png", &base64(&png(200, 200, 0)[..70]), "")),
                ask(block("image/png", &base64(&png(200, 200, 0)[..71]), "")),
                // Other JSON writers escape more than necessary.
                ask(block("image/png", &good.replace('/', "\\/"), "")),
                ask(block(
                    "image/png",
                    &good
                        .replace('/', "\\u002f")
                        .replace('+', "\\u002B")
                        .replace('=', "\\u003D"),
                    "",
                )),
            ],
            vec![
                refused("", "\"\"", "expected base64, found an empty string", None),
                odd(&format!("{}-{}", &good[..40], &good[41..]), "-", "'-'", 40, URLS),
                odd(&format!("{}_{}", &long[..2000], &long[2001..]), "_", "'_'", 2000, URLS),
                odd(
                    &format!("{}\\n{}", &good[..76], &good[76..]),
                    "\\n",
                    "'\\n'",
                    76,
                    BREAKS,
                ),
                odd(&format!("{good}\\u0020"), "\\u0020", "' '", good.len(), BREAKS),
                odd(&format!("{}é", &good[..8]), "é", "'é'", 8, None),
                odd("AA=A", "=", "'='", 2, END),
                odd("AA\\u003dA", "\\u003d", "'='", 2, END),
                odd("AAAA===", "=", "'='", 6, END),
                refused(
                    &good[..good.len() - 1],
                    &format!("\"{}\"", &good[..good.len() - 1]),
                    &format!(
                        "expected base64 in groups of 4 characters, padding included, found {} characters",
                        good.len() - 1
                    ),
                    CUT,
                ),
                refused(
                    "=",
                    "\"=\"",
                    "expected base64 in groups of 4 characters, padding included, found 1 characters",
                    CUT,
                ),
            ],
        ),
    ]);
}

#[test]
fn an_image_has_the_format_of_its_media_type() {
    let unknown = "expected an image of type image/png, found an unknown format";
    prove(&[example(
        "image.magic_mismatch",
        vec![
            ask(image("image/png", &png(200, 200, 0))),
            ask(image("image/jpeg", &jpeg(200, 200, 0xc0))),
            ask(image("image/gif", &gif(200, 200, 1))),
            ask(image("image/webp", &webp(200, 200))),
            // Cut off after the bytes by which it is recognized.
            ask(image("image/png", &png(200, 200, 0)[..12])),
            ask(image("image/jpeg", &jpeg(200, 200, 0xc0)[..30])),
            ask(image("image/webp", &webp(200, 200)[..16])),
            ask(image("image/gif", b"GIF87a")),
        ],
        vec![
            bad(
                "image/png",
                &jpeg(200, 200, 0xc0),
                "expected an image of type image/png, found one of type image/jpeg",
                Some("Set media_type to \"image/jpeg\"."),
            ),
            bad(
                "image/jpeg",
                &webp(200, 200),
                "expected an image of type image/jpeg, found one of type image/webp",
                Some("Set media_type to \"image/webp\"."),
            ),
            bad(
                "image/webp",
                &gif(200, 200, 1),
                "expected an image of type image/webp, found one of type image/gif",
                Some("Set media_type to \"image/gif\"."),
            ),
            bad(
                "image/gif",
                &png(200, 200, 0),
                "expected an image of type image/gif, found one of type image/png",
                Some("Set media_type to \"image/png\"."),
            ),
            bad(
                "image/png",
                &pdf(1, ""),
                "expected an image of type image/png, found a PDF",
                Some("A PDF goes into a block of type \"document\"."),
            ),
            bad(
                "image/png",
                base64(&png(2, 2, 0)).as_bytes(),
                "expected an image of type image/png, found base64 inside base64",
                None,
            ),
            bad(
                "image/png",
                b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
                "expected an image of type image/png, found SVG, HTML or other text",
                None,
            ),
            bad("image/png", b"\x89PN", unknown, None),
            bad("image/png", b"RIFF\0\0\0\0WAVE", unknown, None),
        ],
    )]);
}

#[test]
fn sizes_are_read_from_the_headers_of_all_formats() {
    const DOWN: Option<&str> = Some("Scale the image down.");
    let found = |width: u32, height: u32| format!("expected at most 8000 pixels on a side, found {width} x {height}");
    prove(&[
        example(
            "image.dimensions",
            vec![
                ask(image("image/png", &png(8000, 8000, 0))),
                ask(image("image/jpeg", &jpeg(8000, 200, 0xc2))),
                ask(image("image/gif", &gif(200, 8000, 1))),
                ask(image("image/webp", &webp(8000, 200))),
                ask(image("image/webp", &webp_lossless(200, 8000))),
                ask(image("image/webp", &webp_extended(8000, 8000, false))),
                // The size is missing, or not given before the picture.
                ask(image("image/jpeg", &jpeg(9000, 0, 0xc0))),
                ask(image("image/jpeg", &[0xff, 0xd8, 0xff, 0xd9])),
            ],
            vec![
                bad("image/png", &png(8001, 300, 0), &found(8001, 300), DOWN),
                bad("image/jpeg", &jpeg(300, 8001, 0xc0), &found(300, 8001), DOWN),
                bad("image/jpeg", &jpeg(65535, 65535, 0xc2), &found(65535, 65535), DOWN),
                bad("image/gif", &gif(9000, 300, 1), &found(9000, 300), DOWN),
                bad("image/webp", &webp(8001, 300), &found(8001, 300), DOWN),
                bad("image/webp", &webp_lossless(300, 8001), &found(300, 8001), DOWN),
                bad(
                    "image/webp",
                    &webp_extended(16_000_000, 300, false),
                    &found(16_000_000, 300),
                    DOWN,
                ),
                // The size is read according to the actual format, not the declared one.
                bad("image/webp", &png(1, 9000, 0), &found(1, 9000), DOWN),
            ],
        ),
        example(
            "image.tiny",
            vec![ask(image("image/png", &png(200, 200, 0)))],
            vec![bad(
                "image/png",
                &png(199, 2000, 0),
                "expected at least 200 pixels on a side, found 199 x 2000",
                Some("The model sees little in an image this small."),
            )],
        ),
    ]);
    // The image is the same with any escapes in the text.
    for escape in ["\\/", "\\u002F"] {
        let data = base64(&jpeg(8001, 300, 0xc0)).replace('/', escape);
        let report = check(NEW, &ask(block("image/jpeg", &data, "")));
        assert_eq!(report.counts.keys().collect::<Vec<_>>(), [&"image.dimensions"]);
        assert_eq!(report.issues[0].message, found(8001, 300));
    }
}

#[test]
fn a_header_that_is_cut_anywhere_does_no_harm() {
    let files = [
        ("image/png", png(300, 300, 3)),
        ("image/jpeg", jpeg(300, 300, 0xc0)),
        ("image/gif", gif(300, 300, 2)),
        ("image/webp", webp(300, 300)),
        ("image/webp", webp_lossless(300, 300)),
        ("image/webp", webp_extended(300, 300, true)),
    ];
    for (media_type, bytes) in files {
        for end in 12..bytes.len() {
            let report = check(NEW, &ask(image(media_type, &bytes[..end])));
            assert_eq!(report.errors, 0, "{media_type} {end}: {:#?}", report.issues);
        }
    }
}

#[test]
fn animations_are_reported() {
    const MESSAGE: &str =
        "expected a still image, found one with several frames, of which the model sees only the first";
    prove(&[example(
        "image.animated",
        vec![
            ask(image("image/gif", &gif(200, 200, 1))),
            ask(image("image/png", &png(200, 200, 1))),
            ask(image("image/png", &png(200, 200, 0))),
            ask(image("image/webp", &webp_extended(200, 200, false))),
        ],
        vec![
            bad("image/gif", &gif(200, 200, 2), MESSAGE, None),
            bad("image/png", &png(200, 200, 2), MESSAGE, None),
            bad("image/webp", &webp_extended(200, 200, true), MESSAGE, None),
        ],
    )]);
}

#[test]
fn the_message_about_a_large_image_depends_on_its_setting() {
    const YOURSELF: Option<&str> =
        Some("Scale it down yourself; in the result of a computer or browser toolset, it is refused.");
    let (large, limit) = (png(2577, 300, 0), png(2576, 300, 0));
    let with = |model: &str, bytes: &[u8]| ask(image("image/png", bytes)).replace("claude-opus-5", model);
    let wish = |wish: &str, bytes: &[u8]| {
        let more = format!(r#","transformations":{{"oversized_image":"{wish}"}}"#);
        ask(block("image/png", &base64(bytes), &more))
    };
    prove(&[example(
        "image.downscale",
        vec![
            ask(image("image/png", &limit)),
            with("claude-haiku-4-5-20251001", &png(1568, 300, 0)),
            with("a-model-of-next-year", &large),
            // The caller has declared this.
            wish("downsize", &large),
            wish("error", &limit),
        ],
        vec![
            bad(
                "image/png",
                &large,
                "expected at most 2576 pixels on the long edge for this model, found 2577 x 300, which is scaled down",
                YOURSELF,
            ),
            refuse(
                with("claude-haiku-4-5-20251001", &png(300, 1569, 0)),
                DATA,
                quoted(&png(300, 1569, 0)),
                "expected at most 1568 pixels on the long edge for this model, found 300 x 1569, which is scaled down",
                YOURSELF,
            ),
            refuse(
                wish("error", &large),
                DATA,
                quoted(&large),
                "expected at most 2576 pixels on the long edge for this model, found 2577 x 300, which is refused, as oversized_image requests",
                Some("Scale the image down, or set oversized_image to \"downsize\"."),
            ),
        ],
    )]);
}

#[test]
fn many_images_must_be_smaller() {
    const MESSAGE: &str =
        "expected at most 2000 pixels on a side in a request with more than 20 images, found 2001 x 300";
    const HELP: Option<&str> = Some("Scale the image down, or send fewer images in a request.");
    let (small, limit, large) = (png(200, 200, 0), png(2000, 2000, 0), png(2001, 300, 0));
    let many = |at: usize, count: usize, bytes: &[u8]| {
        let mut blocks = vec![image("image/png", &small); count];
        blocks[at] = image("image/png", bytes);
        ask_with(&blocks, "")
    };
    let remote = r#"{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}"#.to_string();
    let mut mixed = vec![remote; 20];
    mixed.push(image("image/png", &large));
    let nested = format!(
        r#"{{"type":"document","source":{{"type":"content","content":[{},{}]}}}}"#,
        image("image/png", &small),
        image("image/png", &large)
    );
    let mut deep = vec![image("image/png", &small); 19];
    deep.push(nested);
    prove(&[example(
        "image.many_dimensions",
        vec![many(0, 20, &large), many(0, 21, &limit), many(20, 21, &limit)],
        vec![
            // Known at once, and known later.
            refuse(
                many(20, 21, &large),
                "messages.0.content.20.source.data",
                quoted(&large),
                MESSAGE,
                HELP,
            ),
            refuse(many(0, 21, &large), DATA, quoted(&large), MESSAGE, HELP),
            refuse(
                many(3, 40, &large),
                "messages.0.content.3.source.data",
                quoted(&large),
                MESSAGE,
                HELP,
            ),
            refuse(
                ask_with(&mixed, ""),
                "messages.0.content.20.source.data",
                quoted(&large),
                MESSAGE,
                HELP,
            ),
            refuse(
                ask_with(&deep, ""),
                "messages.0.content.19.source.content.1.source.data",
                quoted(&large),
                MESSAGE,
                HELP,
            ),
        ],
    )]);
}

#[test]
fn images_are_counted_by_model() {
    let small = image("image/png", &png(200, 200, 0));
    let many = |count: usize, model: &str| ask_with(&vec![small.clone(); count], "").replace("claude-opus-5", model);
    let refused = |count: usize, model: &str, path: &'static str, message: &str| {
        let help = Some("Split the images across several requests.");
        refuse(many(count, model), path, &small, message, help)
    };
    prove(&[example(
        "image.count",
        vec![
            many(600, "claude-opus-5"),
            many(100, "claude-haiku-4-5-20251001"),
            many(700, "a-model-of-next-year"),
        ],
        vec![
            refused(
                603,
                "claude-opus-5",
                "messages.0.content.600",
                "expected at most 600 images in a request to this model, found 603",
            ),
            refused(
                101,
                "claude-haiku-4-5-20251001",
                "messages.0.content.100",
                "expected at most 100 images in a request to this model, found 101",
            ),
        ],
    )]);
}

#[test]
fn base64_of_an_image_has_a_limit() {
    let of = |characters: usize| {
        let start = base64(&png(200, 200, 0)[..48]);
        let rest = "A".repeat(characters - start.len());
        format!("{start}{rest}")
    };
    let (limit, over) = (of(10_485_760), of(10_485_764));
    prove(&[example(
        "image.size",
        vec![
            ask(block("image/png", &limit, "")),
            // Escapes are not counted.
            ask(block("image/png", &limit.replacen('A', "\\u0041", 1000), "")),
        ],
        vec![refuse(
            ask(block("image/png", &over, "")),
            DATA,
            format!("\"{over}\""),
            "expected at most 10485760 characters of base64, found 10485764 (an image of 7864323 bytes)",
            Some("Scale the image down, or compress it more."),
        )],
    )]);
}

#[test]
fn realistic_requests_with_images_have_no_findings() {
    silent(&ask_with(
        &[
            r#"{"type":"text","text":"Image 1:"}"#.to_string(),
            image("image/jpeg", &jpeg(1920, 1080, 0xc2)),
            r#"{"type":"text","text":"Image 2:"}"#.to_string(),
            r#"{"type":"image","source":{"type":"url","url":"https://upload.wikimedia.org/a/b.jpg?x=1#y"}}"#
                .to_string(),
            r#"{"type":"image","source":{"type":"file","file_id":"file_011CNha8iCJcU1wXNR6q4V8w"}}"#.to_string(),
        ],
        r#","system":"You compare images.""#,
    ));
    let screenshot = image("image/webp", &webp_lossless(1280, 800));
    silent(&format!(
        r#"{{"model":"claude-opus-5","max_tokens":1024,"tools":[{{"name":"shot","description":"Takes a screenshot","input_schema":{{"type":"object","properties":{{}}}}}}],"messages":[{{"role":"user","content":"Look at the screen."}},{{"role":"assistant","content":[{{"type":"tool_use","id":"toolu_1","name":"shot","input":{{}}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_1","content":[{{"type":"text","text":"Here it is."}},{screenshot}]}}]}}]}}"#
    ));
}

#[test]
fn the_report_does_not_depend_on_the_cuts_of_the_input() {
    let text = format!(
        r#"{{"custom_id":"r","params":{}}}"#,
        ask(image("image/png", &jpeg(9000, 20, 0xc0)))
    );
    let report = |size: usize| {
        let mut pipeline = crate::checked::Check::from(Options::default()).pipeline();
        text.as_bytes().chunks(size).for_each(|chunk| pipeline.push(chunk));
        pipeline.finish()
    };
    let whole = report(text.len());
    assert_eq!(whole.issues.len(), 2, "{:#?}", whole.issues);
    for size in 1..40 {
        assert_eq!(report(size), whole);
    }
}
