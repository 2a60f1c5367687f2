//! The settings that all calls of a client share.

use crate::calls::base_url::BaseUrl;
use crate::calls::call::{Call, Verb};
use crate::calls::error::Error;
use crate::calls::key::{BEARER, KEY_HEADERS, KeySource, is_api_key};
use crate::catalog::ApiVersion;

/// The header for the key. The API accepts both; the official SDK moved from the second to the first in version 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// `authorization: Bearer …`
    #[default]
    Bearer,
    /// `x-api-key: …`
    ApiKey,
}

/// All settings of a call except the operation.
#[derive(Clone, Default)]
pub struct Settings {
    /// The base URL of calls.
    pub base_url: BaseUrl,
    /// The API version.
    pub version: ApiVersion,
    /// The key, if any; a relay may hold it instead.
    pub api_key: Option<String>,
    /// The source of the key.
    pub key_source: KeySource,
    /// How the key is sent.
    pub auth: Auth,
    /// Names for `anthropic-beta`.
    pub betas: Vec<String>,
    /// `anthropic-workspace-id`.
    pub workspace_id: Option<String>,
    /// Additional headers, which override ours.
    pub headers: Vec<(String, String)>,
    /// Whether this runs in a web page or a worker of one.
    pub in_page: bool,
    /// Whether the caller allows a key in a page.
    pub allow_page: bool,
    /// Whether the caller allows plain http to another machine.
    pub allow_insecure: bool,
}

/// Formats the target of calls, but no key or header.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Checks that no API key is used in a page, whatever it is sent to, and that nothing is sent to another machine over plain http, unless the caller
    /// allows it.
    ///
    /// # Errors
    /// `Error::KeyInPage`, or an `InvalidOption` for `baseURL`.
    pub fn check(&self) -> Result<(), Error> {
        if self.in_page && !self.allow_page && (self.base_url.is_api() || self.has_api_key()) {
            return Err(Error::KeyInPage);
        }
        if !self.allow_insecure {
            self.base_url.check_secure()?;
        }
        Ok(())
    }

    pub(super) fn call(&self, verb: Verb, method: &'static str, url: String) -> Result<Call, Error> {
        self.check()?;
        let is_api = self.base_url.is_api();
        let mut headers = Headers(Vec::new());
        headers.set("accept", accept(verb));
        headers.set("anthropic-version", self.version.as_str());
        if matches!(verb, Verb::Create | Verb::CountTokens) {
            headers.set("content-type", "application/json");
        }
        if !self.betas.is_empty() {
            headers.set("anthropic-beta", &joined(&self.betas));
        }
        if let Some(id) = &self.workspace_id {
            headers.set("anthropic-workspace-id", id);
        }
        match (self.api_key.as_deref(), self.auth) {
            (Some(key), Auth::Bearer) => headers.set("authorization", &format!("{BEARER}{key}")),
            (Some(key), Auth::ApiKey) => headers.set("x-api-key", key),
            (None, _) if is_api && !KEY_HEADERS.iter().any(|name| self.has_header(name)) => {
                return Err(Error::MissingKey);
            }
            (None, _) => {}
        }
        // A server in front of the API requires this header, too.
        if self.in_page && (is_api || self.allow_page) {
            headers.set("anthropic-dangerous-direct-browser-access", "true");
        }
        for (name, value) in &self.headers {
            headers.set(&name.to_ascii_lowercase(), value);
        }
        Ok(Call {
            verb,
            method,
            url,
            headers: headers.0,
            key: self.effective_key_source(),
        })
    }

    /// Returns the source of the key that is sent. The caller's headers take precedence.
    fn effective_key_source(&self) -> KeySource {
        let own = match (&self.api_key, self.auth) {
            (None, _) => KEY_HEADERS.iter().any(|name| self.has_header(name)),
            (Some(_), Auth::Bearer) => self.has_header("authorization"),
            (Some(_), Auth::ApiKey) => self.has_header("x-api-key"),
        };
        if own { KeySource::Headers } else { self.key_source }
    }

    /// Whether an Anthropic API key is sent. A relay holds the key itself, and may ask for a token of its own.
    fn has_api_key(&self) -> bool {
        let values = self.headers.iter().map(|(_, value)| value);
        values.chain(&self.api_key).any(|text| is_api_key(text))
    }

    fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name))
    }
}

/// Headers by name. The last value of a name wins.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.0.push((name.to_string(), value.to_string())),
        }
    }
}

fn accept(verb: Verb) -> &'static str {
    match verb {
        Verb::Results => "application/x-jsonl, application/octet-stream;q=0.9, */*;q=0.1",
        _ => "application/json",
    }
}

/// Joins names with commas. (`join` is a kilobyte of code for any separator.)
fn joined(names: &[String]) -> String {
    let mut all = String::new();
    for name in names {
        if !all.is_empty() {
            all.push(',');
        }
        all.push_str(name);
    }
    all
}
