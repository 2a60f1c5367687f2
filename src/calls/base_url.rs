//! Where calls go.

use crate::catalog::limits::API_ORIGIN;
use crate::wording::{InvalidOption, quoted};

/// Where calls go: scheme and host with an optional path in front of the API's own.
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
    /// Reads `http(s)://host[:port][/path]`. An API path at its end (`/v1`, `/v1/messages`, `/v1/messages/batches`) is left
    /// out. Credentials, a query and a fragment are refused: the first would end up in
    /// logs, the others would swallow the path.
    ///
    /// # Errors
    /// An `InvalidOption` for `baseURL`, with what was expected and what was found.
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

    /// Whether this is the API itself, not a relay or a fake.
    pub fn is_api(&self) -> bool {
        self.origin == API_ORIGIN
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub(super) fn join(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }
}

/// The path without what every call adds to it: other clients are configured with an address that ends in the endpoint.
fn without_endpoint(path: &str) -> &str {
    for end in ["v1/messages/batches", "v1/messages", "v1"] {
        if let Some(before) = path.strip_suffix(end)
            && (before.is_empty() || before.ends_with('/'))
        {
            return before.trim_end_matches('/');
        }
    }
    path
}

/// The scheme in lower case, and what follows `://`.
fn split(text: &str) -> Option<(&'static str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let scheme = ["http", "https"]
        .into_iter()
        .find(|known| scheme.eq_ignore_ascii_case(known))?;
    Some((scheme, rest.strip_prefix("//")?))
}

/// Whether this is `name`, `name:port` or either with `[address]`. What `fetch` would refuse anyway is refused here, where
/// it cannot be taken for a call that failed on its way.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port = |port: &str| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok();
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let is_name = match name.as_bytes() {
        [b'[', address @ .., b']'] => is_ipv6(address),
        name => !name.is_empty() && name.iter().all(|byte| fits(*byte)) && (!ends_in_number(name) || is_ipv4(name)),
    };
    is_name && port.is_none_or(is_port)
}

/// A name that ends in a number is an address to every parser of URLs, and they complete a short one.
fn ends_in_number(name: &[u8]) -> bool {
    let name = name.strip_suffix(b".").unwrap_or(name);
    let start = name.iter().rposition(|byte| *byte == b'.').map_or(0, |dot| dot + 1);
    match name.get(start..).unwrap_or_default() {
        [b'0', b'x' | b'X', ..] => true,
        last => !last.is_empty() && last.iter().all(u8::is_ascii_digit),
    }
}

/// Whether this is an address as it is written in full: the standard library's parser takes 2 kB.
fn is_ipv4(address: &[u8]) -> bool {
    let (mut dots, mut digits, mut number) = (0, 0, 0);
    for byte in address {
        match byte {
            b'0'..=b'9' if digits == 0 || number > 0 => {
                digits += 1;
                number = number * 10 + u32::from(byte - b'0');
                if number > 255 {
                    return false;
                }
            }
            b'.' if digits > 0 => (dots, digits, number) = (dots + 1, 0, 0),
            _ => return false,
        }
    }
    dots == 3 && digits > 0
}

/// The same for groups of hexadecimal digits, with `::` once at most.
fn is_ipv6(address: &[u8]) -> bool {
    let (mut groups, mut digits, mut gaps, mut before) = (0, 0, 0, 0);
    for byte in address {
        match byte {
            b':' => {
                gaps += u32::from(before == b':');
                digits = 0;
            }
            byte if byte.is_ascii_hexdigit() && digits < 4 => {
                groups += u32::from(digits == 0);
                digits += 1;
            }
            _ => return false,
        }
        before = *byte;
    }
    // A colon at an end is half of `::`.
    let is_half = |two: Option<&[u8]>| two.is_some_and(|two| two.contains(&b':') && two != b"::");
    let [first, last] = [address.get(..2), address.get(address.len().saturating_sub(2)..)];
    let is_open = address.first() == Some(&b':') && is_half(first) || before == b':' && is_half(last);
    !is_open
        && if gaps == 0 {
            groups == 8
        } else {
            gaps == 1 && groups < 8
        }
}

#[cold]
fn invalid(text: &str, expected: &str) -> InvalidOption {
    InvalidOption {
        name: "baseURL".into(),
        expected: expected.into(),
        // Secrets follow these characters.
        found: match text.chars().find(|char| matches!(char, '@' | '?' | '#')) {
            Some(char) => format!("a URL with '{char}' in it"),
            None => quoted(text),
        },
        range: true,
    }
}
