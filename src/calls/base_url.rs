//! The base URL of calls.

use crate::calls::key::holds_key;
use crate::catalog::limits::{API_HOST, API_ORIGIN};
use crate::wording::{InvalidOption, quoted};

/// The base URL of calls: scheme and host, with an optional path before that of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    origin: String,
    prefix: String,
}

impl Default for BaseUrl {
    fn default() -> Self {
        BaseUrl {
            origin: API_ORIGIN.to_string(),
            prefix: String::new(),
        }
    }
}

impl BaseUrl {
    /// Parses `http(s)://host[:port][/path]` and removes an API path at its end (`/v1`, `/v1/messages/batches`). Rejects
    /// credentials, a query and a fragment: credentials would be written to logs, and the others would swallow the path.
    ///
    /// # Errors
    /// An `InvalidOption` for `baseURL` if the text is not such a URL.
    pub fn parse(text: &str) -> Result<BaseUrl, InvalidOption> {
        const SHAPE: &str = "an absolute http or https URL such as https://relay.example.com";
        const BARE: &str = "a URL without credentials, query or fragment";
        let (scheme, rest) = split(text).ok_or_else(|| invalid(text, SHAPE))?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if !rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(invalid(text, SHAPE));
        }
        let has = |text: &str, wanted: &[u8]| text.bytes().any(|byte| wanted.contains(&byte));
        if has(rest, b"?#") || has(host, b"@") {
            return Err(invalid(text, BARE));
        }
        if !is_host(host) {
            return Err(invalid(text, SHAPE));
        }
        let mut host = host.to_ascii_lowercase();
        let standard_port = if scheme == "https" { ":443" } else { ":80" };
        if let Some(bare) = host.strip_suffix(standard_port) {
            host = bare.to_string();
        }
        let mut prefix = String::new();
        let path = without_endpoint(path.trim_end_matches('/'));
        if !path.is_empty() {
            prefix = format!("/{path}");
        }
        Ok(BaseUrl {
            origin: format!("{scheme}://{host}"),
            prefix,
        })
    }

    /// Returns whether this is the host of the API, not a relay or an emulator, in any spelling, over http or https.
    pub fn is_api(&self) -> bool {
        is_api(&self.origin)
    }

    /// Returns whether responses certainly come from the API. Over http, anyone on the network path could respond.
    pub fn is_authentic(&self) -> bool {
        self.is_api() && !self.is_plain()
    }

    /// Checks that requests do not go to another machine over plain http.
    ///
    /// # Errors
    /// An `InvalidOption` for `baseURL` if they do.
    #[cold]
    #[inline(never)]
    pub fn check_secure(&self) -> Result<(), InvalidOption> {
        if !self.is_plain() || is_loopback(host_of(&self.origin)) {
            return Ok(());
        }
        Err(InvalidOption {
            name: "baseURL".into(),
            expected: "an https URL, or http to this machine (localhost, 127.0.0.1, [::1])".into(),
            found: format!(
                "{}: others on the network could read the key and the requests. Use https, or pass \
                 {{ allowInsecure: true }} if you trust that network.",
                quoted(&self.origin)
            ),
            range: true,
        })
    }

    fn is_plain(&self) -> bool {
        self.origin.starts_with("http:")
    }

    /// Returns scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }
}

/// Returns whether an origin is that of the API, in any spelling. A trailing dot does not change the host.
#[inline(never)]
pub(super) fn is_api(origin: &str) -> bool {
    host_of(origin).eq_ignore_ascii_case(API_HOST)
}

/// Returns the host of an origin, without its port and trailing dot.
#[inline(never)]
fn host_of(origin: &str) -> &str {
    // Compares characters, because a substring search is 11 kB of code.
    let host = origin
        .split_once(':')
        .map_or(origin, |(_, rest)| rest.trim_start_matches('/'));
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => name,
        _ => host,
    };
    name.strip_suffix('.').unwrap_or(name)
}

/// Returns whether a host, in lower case, is this machine for every resolver.
fn is_loopback(host: &str) -> bool {
    let mut parts = host.split('.');
    let is_block =
        parts.next() == Some("127") && parts.clone().count() == 3 && parts.all(|part| part.parse::<u8>().is_ok());
    is_block || host == "localhost" || host.ends_with(".localhost") || host == "[::1]"
}

/// Paths that users of other clients configure: endpoints of this API and of similar ones. A longer path comes before its prefix.
const ENDPOINTS: [&str; 6] = [
    "v1/messages/batches",
    "v1/messages/count_tokens",
    "v1/messages",
    "v1/chat/completions",
    "v1/complete",
    "v1",
];

/// Returns the path without the part that every call adds.
fn without_endpoint(path: &str) -> &str {
    for end in ENDPOINTS {
        if let Some(before) = path.strip_suffix(end)
            && (before.is_empty() || before.ends_with('/'))
        {
            return before.trim_end_matches('/');
        }
    }
    path
}

/// Returns the scheme in lower case, and the text after `://`.
fn split(text: &str) -> Option<(&'static str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let scheme = ["http", "https"]
        .into_iter()
        .find(|known| scheme.eq_ignore_ascii_case(known))?;
    Some((scheme, rest.strip_prefix("//")?))
}

/// Returns whether this is `name`, `name:port` or either with `[address]`. Rejects hosts that `fetch` would reject, so that they
/// are not mistaken for a failed connection.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port = |port: &str| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    // URL parsers treat a name that ends in a number as an IPv4 address, and complete a short one.
    let last = name.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    let is_decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = is_decimal || last.starts_with("0x") || last.starts_with("0X");
    let is_name = match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => is_ipv6(address),
        None => !name.is_empty() && name.bytes().all(fits) && (!is_number || is_ipv4(name)),
    };
    // A key instead of the host would be sent to DNS resolvers.
    let is_key = |label: &str| label.len() >= 20 && label.starts_with("sk-");
    is_name && !name.split('.').any(is_key) && port.is_none_or(is_port)
}

/// Returns whether this is a complete IPv4 address. The standard library's parser takes 2 kB.
fn is_ipv4(address: &str) -> bool {
    let is_byte = |part: &str| (part == "0" || !part.starts_with('0')) && part.parse::<u8>().is_ok();
    address.split('.').count() == 4 && address.split('.').all(is_byte)
}

/// Returns whether this is an IPv6 address: groups of hexadecimal digits, with at most one `::`.
fn is_ipv6(address: &str) -> bool {
    let is_group = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_hexdigit());
    let groups = |text: &str| match text {
        "" => Some(0),
        text => text.split(':').all(is_group).then(|| text.split(':').count()),
    };
    // Not `split_once`: the search of the standard library takes 2 kB.
    let Some(gap) = address.as_bytes().windows(2).position(|pair| pair == b"::") else {
        return groups(address) == Some(8);
    };
    let [head, tail] = [address.get(..gap), address.get(gap + 2..)].map(|part| part.and_then(groups));
    head.zip(tail).is_some_and(|(head, tail)| head + tail < 8)
}

#[cold]
fn invalid(text: &str, expected: &str) -> InvalidOption {
    InvalidOption {
        name: "baseURL".into(),
        expected: expected.into(),
        // Secrets may follow these characters.
        found: match text.chars().find(|char| matches!(char, '@' | '?' | '#')) {
            Some(char) => format!("a URL with '{char}' in it"),
            // An additional argument, or a gateway with keys in its paths.
            None if holds_key(text) => "text that seems to contain an API key".into(),
            None => quoted(text),
        },
        range: true,
    }
}
