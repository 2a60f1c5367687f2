//! Sources of media: data in the request, a URL that the API fetches, or an uploaded file.

use crate::json::{Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;

/// Whether a source contains its data.
pub(super) fn is_base64(source: Value<'_>) -> bool {
    source.get(word!("type")).is_some_and(|kind| kind.is(word!("base64")))
}

/// Checks a source of type `url`.
pub(super) fn url<'a>(cursor: &mut Cursor<'a, '_>, source: Value<'a>) {
    let Some(url) = source.get(word!("url")) else { return };
    let Some(text) = url.text() else { return };
    let text = text.value();
    let Some(rest) = strip_scheme(&text).filter(|rest| !host(rest).is_empty()) else {
        let (rule, step) = (rule!("image.url.scheme"), Step::Name("url"));
        let message = format_args!("expected an absolute https:// URL, found {}", describe(url));
        return cursor.inside(step, |cursor| {
            if begins(&text, "http:") {
                // Whether the API accepts one is not known.
                cursor.warn(rule, url.span(), message, None);
            } else {
                let help = fix(&text);
                let words = help.unwrap_or_default();
                let advice = format_args!("{words}");
                cursor.report(rule, url.span(), message, help.map(|_| advice));
            }
        });
    };
    if let Some(what) = unreachable(host(rest)) {
        let message = format_args!("expected a URL that the API can reach, found {what}");
        let help = format_args!("The API fetches it when the request runs, from outside your network.");
        cursor.report_at(
            rule!("image.url.reachability"),
            Step::Name("url"),
            url.span(),
            message,
            Some(help),
        );
    }
}

/// Returns the fix for a text that is not an https:// URL.
fn fix(text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let slash = bytes.iter().position(|byte| *byte == b'/');
    let before = slash.and_then(|end| bytes.get(..end)).unwrap_or_default();
    let is_other = |byte: &u8| matches!(byte, b':' | b'\\' | b' ');
    let is_host = before.contains(&b'.') && !before.iter().any(is_other);
    match text {
        "" => None,
        _ if begins(text, "data:") => {
            Some("Put the data into a source of type \"base64\", without the part up to the comma.")
        }
        _ if begins(text, "https:") || begins(text, "//") => None,
        _ if !matches!(bytes, [b'.' | b'~', ..]) && (is_host || begins(text, "www.")) => {
            Some("Write https:// before it.")
        }
        _ => Some(
            "The API cannot read your files: put the data into a source of type \"base64\", or upload the file and write {\"type\":\"file\",\"file_id\":…}.",
        ),
    }
}

/// Whether a text begins with this one, in any letter case.
fn begins(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|first| first.eq_ignore_ascii_case(start))
}

fn strip_scheme(url: &str) -> Option<&str> {
    const HTTPS: usize = "https://".len();
    url.get(..HTTPS)
        .filter(|scheme| scheme.eq_ignore_ascii_case("https://"))
        .and_then(|_| url.get(HTTPS..))
}

/// Returns the host in the text after the scheme, without user and port.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(host) => host.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

const THIS: &str = "the local machine";
const PRIVATE: &str = "a private network address";
const LOCAL: &str = "a local network name";

/// Returns why a host cannot be reached from outside. (The parser of the standard library takes 3 kB.)
fn unreachable(host: &str) -> Option<&'static str> {
    if let Some(address) = parse_v4(host) {
        return in_v4(address);
    }
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    if name.contains(':') {
        return in_v6(&name);
    }
    match name.rsplit('.').next() {
        Some("localhost") => Some(THIS),
        Some("local" | "internal" | "lan" | "intranet") => Some(LOCAL),
        _ if !name.contains('.') => Some(LOCAL),
        _ => None,
    }
}

fn parse_v4(host: &str) -> Option<[u32; 4]> {
    let mut address = [0; 4];
    let mut parts = host.split('.');
    for place in &mut address {
        let part = parts.next()?.as_bytes();
        let fits = (1..=3).contains(&part.len()) && (part.len() == 1 || !part.starts_with(b"0"));
        if !fits || !part.iter().all(u8::is_ascii_digit) {
            return None;
        }
        *place = part.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    }
    (parts.next().is_none() && address.iter().all(|part| *part < 256)).then_some(address)
}

fn in_v4(address: [u32; 4]) -> Option<&'static str> {
    match address {
        [127, ..] | [0, 0, 0, 0] => Some(THIS),
        [10, ..] | [192, 168, ..] | [169, 254, ..] | [172, 16..=31, ..] => Some(PRIVATE),
        _ => None,
    }
}

/// Returns why an IPv6 address, in lower case, cannot be reached from outside.
fn in_v6(address: &str) -> Option<&'static str> {
    let (before, last) = address.rsplit_once(':')?;
    let is_empty = |text: &str| text.bytes().all(|byte| matches!(byte, b'0' | b':'));
    if let Some(mapped) = parse_v4(last) {
        let zeros = before.strip_suffix("ffff");
        if zeros.is_some_and(is_empty) {
            return in_v4(mapped);
        }
    }
    let first = address
        .split(':')
        .next()
        .filter(|group| group.len() == 4)
        .unwrap_or_default();
    match first.as_bytes() {
        [b'f', b'c' | b'd', ..] | [b'f', b'e', b'8' | b'9' | b'a' | b'b', _] => Some(PRIVATE),
        _ if is_empty(before) && is_empty(last.strip_suffix('1').unwrap_or(last)) => Some(THIS),
        _ => None,
    }
}

/// Checks the id of a file.
pub(super) fn file<'a>(cursor: &mut Cursor<'a, '_>, source: Value<'a>, rule: &'static Rule) {
    let Some(id) = source.get(word!("file_id")) else { return };
    if id.inner().is_some_and(|(text, _)| text.is_empty()) {
        let message = format_args!("expected a file id, found an empty string");
        let help = format_args!("Ids look like \"file_…\"; they come from the Files API.");
        cursor.report_at(rule, Step::Name("file_id"), id.span(), message, Some(help));
    }
}
