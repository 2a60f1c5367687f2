//! Sources of media: data in the request, a URL that the API fetches, or an uploaded file.

use std::net::{Ipv4Addr, Ipv6Addr};

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
        let help = text
            .get(..5)
            .filter(|start| start.eq_ignore_ascii_case("data:"))
            .map(|_| format_args!("Put the data into a source of type \"base64\", without the part up to the comma."));
        let message = format_args!("expected an absolute https:// URL, found {}", describe(url));
        return cursor.report_at(rule!("image.url.scheme"), Step::Name("url"), url.span(), message, help);
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

fn strip_scheme(url: &str) -> Option<&str> {
    const HTTPS: usize = "https://".len();
    url.get(..HTTPS)
        .filter(|scheme| scheme.eq_ignore_ascii_case("https://"))
        .and_then(|_| url.get(HTTPS..))
}

/// The host of what follows the scheme, without user and port.
fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.strip_prefix('[') {
        Some(host) => host.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Returns why a host cannot be reached from outside.
fn unreachable(host: &str) -> Option<&'static str> {
    const THIS: &str = "the local machine";
    const PRIVATE: &str = "a private network address";
    const LOCAL: &str = "a local network name";
    let v4 = |address: Ipv4Addr| match address {
        _ if address.is_loopback() || address.is_unspecified() => Some(THIS),
        _ if address.is_private() || address.is_link_local() => Some(PRIVATE),
        _ => None,
    };
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return v4(address);
    }
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return match address.to_ipv4_mapped() {
            Some(address) => v4(address),
            None if address.is_loopback() || address.is_unspecified() => Some(THIS),
            None if address.is_unique_local() || address.is_unicast_link_local() => Some(PRIVATE),
            None => None,
        };
    }
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    match name.rsplit('.').next() {
        Some("localhost") => Some(THIS),
        Some("local" | "internal" | "lan" | "intranet") => Some(LOCAL),
        _ if !name.contains('.') => Some(LOCAL),
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
