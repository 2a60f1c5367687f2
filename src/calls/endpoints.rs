//! The endpoints: what a call looks like, and what an answer means. Source: API reference, 2026-09-02, and the official
//! SDK 1.12.0.

use crate::calls::batch;
use crate::calls::batch::MessageBatch;
use crate::calls::call::{Call, Reply, Verb};
use crate::calls::error::{ApiError, Error, NoResults, Outcome};
use crate::catalog::ApiVersion;
use crate::catalog::limits::{API_ORIGIN, MAX_PAGE};
use crate::json::{Fault, Reader, Text};
use crate::wording::{InvalidOption, quoted};

/// How the key is sent. Both are accepted; the official SDK moved from the second to the first with version 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Auth {
    /// `authorization: Bearer …`
    #[default]
    Bearer,
    /// `x-api-key: …`
    ApiKey,
}

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
    /// Reads `http(s)://host[:port][/path]`. Credentials, a query and a fragment are refused: the first would end up in
    /// logs, the others would swallow the path.
    pub fn parse(text: &str) -> Result<BaseUrl, Error> {
        let wrong = |expected: &str| {
            Error::Option(InvalidOption {
                name: "baseURL".into(),
                expected: expected.into(),
                // These are where secrets stand.
                found: match text.chars().find(|char| "@?#".contains(*char)) {
                    Some(char) => format!("a URL with '{char}' in it"),
                    None => quoted(text),
                },
                range: true,
            })
        };
        let shape = "an absolute http or https URL such as https://relay.example.com";
        let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong(shape))?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return Err(wrong(shape));
        }
        let (host, prefix) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if !rest.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(wrong(shape));
        }
        if rest.contains(['?', '#']) || host.contains('@') {
            return Err(wrong("a URL without credentials, query or fragment"));
        }
        if !is_host(host) {
            return Err(wrong(shape));
        }
        let mut host = host.to_ascii_lowercase();
        let standard_port = if scheme == "https" { ":443" } else { ":80" };
        if let Some(bare) = host.strip_suffix(standard_port) {
            host = bare.to_string();
        }
        Ok(BaseUrl {
            origin: format!("{scheme}://{host}"),
            prefix: prefix.trim_end_matches('/').to_string(),
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

    fn join(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }
}

/// Whether this is `name`, `name:port` or either with `[address]`. What `fetch` would refuse anyway is refused here, where
/// it cannot be taken for a call that failed on its way.
fn is_host(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port = |port: &str| !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok();
    let is_address = name.starts_with('[') && name.ends_with(']');
    let fits =
        |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte) || (is_address && b"[:]".contains(&byte));
    !name.is_empty() && name.bytes().all(fits) && port.is_none_or(is_port)
}

/// Everything about a call that is not the operation itself.
#[derive(Clone, Default)]
pub struct Settings {
    /// Where to.
    pub base_url: BaseUrl,
    /// Which version.
    pub version: ApiVersion,
    /// The key, if any; a relay may hold it instead.
    pub api_key: Option<String>,
    /// How the key is sent.
    pub auth: Auth,
    /// Names for `anthropic-beta`.
    pub betas: Vec<String>,
    /// `anthropic-workspace-id`.
    pub workspace_id: Option<String>,
    /// More headers; they win over ours.
    pub headers: Vec<(String, String)>,
    /// Running in a web page (or a worker of one).
    pub in_page: bool,
    /// The caller knows about keys in pages.
    pub allow_page: bool,
}

/// Shows where calls go, never a key or a header.
impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// What must hold before anything is called: no key of the API in a page unless the caller insists.
    pub fn check(&self) -> Result<(), Error> {
        if self.in_page && self.base_url.is_api() && !self.allow_page {
            return Err(Error::KeyInPage);
        }
        Ok(())
    }

    fn call(&self, verb: Verb, method: &'static str, url: String) -> Result<Call, Error> {
        self.check()?;
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut set = |name: &str, value: &str| match headers.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_string(),
            None => headers.push((name.to_string(), value.to_string())),
        };
        set(
            "accept",
            if verb == Verb::Results {
                "application/x-jsonl, application/octet-stream;q=0.9, */*;q=0.1"
            } else {
                "application/json"
            },
        );
        set("anthropic-version", self.version.as_str());
        if matches!(verb, Verb::Create | Verb::CountTokens) {
            set("content-type", "application/json");
        }
        if !self.betas.is_empty() {
            set("anthropic-beta", &self.betas.join(","));
        }
        if let Some(id) = &self.workspace_id {
            set("anthropic-workspace-id", id);
        }
        match (self.api_key.as_deref(), self.auth) {
            (Some(key), Auth::Bearer) => set("authorization", &format!("Bearer {key}")),
            (Some(key), Auth::ApiKey) => set("x-api-key", key),
            (None, _) => {
                let own = |name: &str| self.headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
                if self.base_url.is_api() && !own("authorization") && !own("x-api-key") {
                    return Err(Error::MissingKey);
                }
            }
        }
        if self.in_page && self.base_url.is_api() {
            set("anthropic-dangerous-direct-browser-access", "true");
        }
        for (name, value) in &self.headers {
            set(&name.to_ascii_lowercase(), value);
        }
        Ok(Call {
            verb,
            method,
            url,
            headers,
        })
    }
}

const PATH: &str = "/v1/messages/batches";

/// Where a list starts and how long its pages are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListParams {
    /// Batches on a page, 1 to 1000; the API's default is 20.
    pub limit: Option<u32>,
    /// Only what comes after this id: older batches.
    pub after_id: Option<String>,
    /// Only what comes before this id: newer batches.
    pub before_id: Option<String>,
}

/// Makes a batch of the body that is sent along.
pub fn create(settings: &Settings) -> Result<Call, Error> {
    settings.call(Verb::Create, "POST", settings.base_url.join(PATH))
}

/// Reads a batch.
pub fn retrieve(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(
        Verb::Retrieve,
        "GET",
        settings.base_url.join(&format!("{PATH}/{}", segment(id)?)),
    )
}

/// Reads a page of batches, newest first.
pub fn list(settings: &Settings, params: &ListParams) -> Result<Call, Error> {
    let mut query = Vec::new();
    if let Some(limit) = params.limit {
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(Error::Option(InvalidOption {
                name: "limit".into(),
                expected: format!("a whole number from 1 to {MAX_PAGE}"),
                found: limit.to_string(),
                range: true,
            }));
        }
        query.push(format!("limit={limit}"));
    }
    for (name, id) in [("after_id", &params.after_id), ("before_id", &params.before_id)] {
        if let Some(id) = id {
            query.push(format!("{name}={}", encode(id)));
        }
    }
    let mut url = settings.base_url.join(PATH);
    if !query.is_empty() {
        url = format!("{url}?{}", query.join("&"));
    }
    settings.call(Verb::List, "GET", url)
}

/// The parameters of the page after this one in the direction of the request; `None` at the end.
pub fn next_page(params: &ListParams, page: &batch::Page) -> Option<ListParams> {
    if !page.has_more || page.len == 0 {
        return None;
    }
    let limit = params.limit;
    if params.before_id.is_some() {
        let before_id = Some(page.first_id.clone()?);
        Some(ListParams {
            limit,
            after_id: None,
            before_id,
        })
    } else {
        let after_id = Some(page.last_id.clone()?);
        Some(ListParams {
            limit,
            after_id,
            before_id: None,
        })
    }
}

/// Asks for the rest of a batch not to be processed.
pub fn cancel(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(
        Verb::Cancel,
        "POST",
        settings.base_url.join(&format!("{PATH}/{}/cancel", segment(id)?)),
    )
}

/// Removes an ended batch.
pub fn delete(settings: &Settings, id: &str) -> Result<Call, Error> {
    settings.call(
        Verb::Delete,
        "DELETE",
        settings.base_url.join(&format!("{PATH}/{}", segment(id)?)),
    )
}

/// Where input tokens are counted.
const COUNT_PATH: &str = "/v1/messages/count_tokens";

/// Counts the input tokens of the request that is sent along.
pub fn count_tokens(settings: &Settings) -> Result<Call, Error> {
    settings.call(Verb::CountTokens, "POST", settings.base_url.join(COUNT_PATH))
}

/// Reads its answer.
pub fn counted(body: &str) -> Result<u64, String> {
    let mut tokens = None;
    batch::read(body, "a token count", |reader, key| {
        match key {
            "input_tokens" => tokens = reader.count_if()?,
            _ => drop(reader.skip()?),
        }
        Ok(())
    })?;
    tokens.ok_or_else(|| "expected a token count with input_tokens, found none".to_string())
}

/// Reads the results of a batch that was just retrieved.
///
/// `results_url` comes from the server, so it gets the key only where it points to the configured origin or is
/// relative; otherwise, as behind a relay, the path is built from the id.
pub fn results(settings: &Settings, batch: &MessageBatch) -> Result<Call, Error> {
    let unavailable = |reason| Error::ResultsUnavailable {
        reason,
        batch: Box::new(batch.clone()),
    };
    if !batch.has_ended() {
        return Err(unavailable(NoResults::NotEnded));
    }
    let Some(given) = batch.results_url.as_deref() else {
        let archived = batch.archived_at.is_some();
        return Err(unavailable(if archived {
            NoResults::Archived
        } else {
            NoResults::Missing
        }));
    };
    let base = &settings.base_url;
    let url = match own_path(base, given) {
        Some(path) => path,
        None => base.join(&format!("{PATH}/{}/results", segment(&batch.id)?)),
    };
    settings.call(Verb::Results, "GET", url)
}

/// What it means that the results of an ended batch, which were there before, are not found.
pub fn gone(batch: &MessageBatch) -> Error {
    Error::ResultsUnavailable {
        reason: NoResults::Missing,
        batch: Box::new(batch.clone()),
    }
}

/// The same from a byte that is not the first, where the server honours that.
pub fn results_from(settings: &Settings, batch: &MessageBatch, first: u64) -> Result<Call, Error> {
    let mut call = results(settings, batch)?;
    call.headers.push(("range".into(), format!("bytes={first}-")));
    Ok(call)
}

/// The URL to follow if it stays on the configured origin. Anything a URL parser might read in two ways (backslashes,
/// control characters, spaces) counts as foreign.
fn own_path(base: &BaseUrl, given: &str) -> Option<String> {
    if !given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return None;
    }
    if given.starts_with('/') && !given.starts_with("//") {
        return Some(base.join(given));
    }
    let rest = given.strip_prefix(base.origin())?;
    rest.starts_with('/').then(|| given.to_string())
}

/// A batch id as one path segment.
fn segment(id: &str) -> Result<String, Error> {
    if id.is_empty() || id == "." || id == ".." {
        return Err(Error::Option(InvalidOption {
            name: "batch id".into(),
            expected: "an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF".into(),
            found: quoted(id),
            range: true,
        }));
    }
    Ok(encode(id))
}

/// Percent-encodes everything but the characters that no URL parser treats specially.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => out.push(char::from(byte)),
            b'.' => out.push('.'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reads the body of an answer that is not a success. Bodies that are not the API's envelope come from whatever stands in
/// front of it (a CDN's 413 is an HTML page) and are described, not quoted.
pub fn error_of(verb: Verb, reply: &Reply, body: &str) -> ApiError {
    let mut error = ApiError {
        status: reply.status,
        request_id: reply.request_id.clone(),
        retry_after: reply.retry_after,
        should_retry: reply.should_retry,
        ..ApiError::default()
    };
    let mut message = None;
    let mut is_envelope = false;
    let read = batch::read(body, "the API's JSON error", |reader, key| {
        match key {
            "error" => is_envelope = reader.object_if(|reader, key, _| inner(reader, key, &mut error, &mut message))?,
            "request_id" => error.request_id = reader.string_if()?.map(Into::into).or(error.request_id.take()),
            _ => drop(reader.skip()?),
        }
        Ok(())
    });
    error.message = match (read, message) {
        (Ok(()), Some(message)) => message,
        (Ok(()), None) if is_envelope => "the API gave no text".into(),
        (Ok(()), None) => "expected the API's JSON error, found another JSON object.".into(),
        (Err(problem), _) => format!("{problem}."),
    };
    if reply.status == 413 && !is_envelope {
        error.message.push_str(
            " The body was too large for the API or for what stands in front of it: send fewer or smaller requests in one \
             batch.",
        );
    }
    // A server that failed while creating may have failed after storing.
    if verb == Verb::Create && (error.status == 408 || (error.status >= 500 && error.status != 529)) {
        error.outcome = Some(Outcome::Unknown);
    }
    error
}

fn inner<'a>(
    reader: &mut Reader<'a>,
    key: Text<'a>,
    error: &mut ApiError,
    message: &mut Option<String>,
) -> Result<(), Fault> {
    match key.value().as_ref() {
        "type" => error.kind = reader.string_if()?.map(Into::into),
        "message" => *message = reader.string_if()?.map(Into::into),
        "details" => {
            reader.object_if(|reader, key, _| {
                if key.is("error_code") {
                    error.error_code = reader.string_if()?.map(Into::into);
                    return Ok(());
                }
                reader.skip().map(drop)
            })?;
        }
        _ => drop(reader.skip()?),
    }
    Ok(())
}
