//! The catalogue: every rule that is checked, with its default severity and source.

use serde::Serialize;

use super::report::Severity;

/// A rule of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name, `subject.what`.
    pub code: &'static str,
    /// What breaking it means unless the caller says otherwise.
    pub severity: Severity,
    /// What must hold.
    pub title: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// Version of this package that first checked it.
    pub since: &'static str,
}

macro_rules! catalogue {
    ($($name:ident $code:literal $severity:ident $title:literal $source:literal;)*) => {
        $(#[doc = $title] pub(super) const $name: &Rule = &Rule {
            code: $code, severity: Severity::$severity, title: $title, source: $source, since: "0.1.0",
        };)*
        const ALL: &[&Rule] = &[$($name),*];
    };
}

catalogue! {
    BODY_OBJECT "batch.body_object" Error "The create body is a JSON object." "API reference 2026-09-02";
    UNKNOWN_FIELD "batch.unknown_field" Error "The create body has no key but requests." "OpenAPI 2026-05-06";
    REQUESTS_MISSING "requests.missing" Error "requests is an array." "API reference 2026-09-02";
    REQUESTS_EMPTY "requests.empty" Error "A batch has at least one request." "OpenAPI 2026-05-06";
    REQUESTS_TOO_MANY "requests.too_many" Error "A batch has at most 100,000 requests." "Batch guide 2026-10-08";
    TOO_LARGE "batch.too_large" Error "The create body has at most 256 MB." "Batch guide 2026-10-08";
    ITEM_OBJECT "item.not_object" Error "A request is a JSON object." "OpenAPI 2026-05-06";
    ITEM_UNKNOWN "item.unknown_field" Error "A request has no keys but custom_id and params." "OpenAPI 2026-05-06";
    ID_MISSING "custom_id.missing" Error "A request has a custom_id, and it is a string." "API reference 2026-09-02";
    ID_PATTERN "custom_id.pattern" Error "A custom_id is 1 to 64 of the characters a-z A-Z 0-9 _ -." "OpenAPI 2026-05-06";
    ID_DUPLICATE "custom_id.duplicate" Error "A custom_id is unique in its batch." "API reference 2026-09-02";
    PARAMS_MISSING "params.missing" Error "A request has params, and they are an object." "API reference 2026-09-02";
    QUEUE_LIMIT "batch.queue_limit" Warning "The processing queue of the smallest tier holds 200,000 requests." "Rate limits 2026-08";
    MODEL_MISSING "model.missing" Error "model is a string that is not empty." "Official SDK 1.12.0";
    MAX_TOKENS_MISSING "max_tokens.missing" Error "max_tokens is given; it has no default." "Official SDK 1.12.0";
    MESSAGES_MISSING "messages.missing" Error "messages is an array." "Official SDK 1.12.0";
    MESSAGES_EMPTY "messages.empty" Error "messages has at least one entry." "Captured answers 2026-08-11";
}

/// Every rule, in the order of the catalogue.
pub fn rules() -> &'static [&'static Rule] {
    ALL
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code == code).copied()
}
