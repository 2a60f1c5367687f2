//! Classifies model ids that are not listed.

use crate::bytes::find;
use crate::catalog::models;
use crate::catalog::models::{Model, RetiredModel};
use crate::rules::foreign::has;
use crate::wording;

/// The class of a model id that is not listed.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) enum UnlistedModel {
    /// An id of another platform, with the id on the Claude API, if it is known.
    Platform(Option<&'static str>),
    /// A model of another vendor.
    Foreign,
    /// Claude, or a model family, without a version; with the newest id of the family.
    Versionless(&'static str),
    /// A retired model, in another spelling.
    Retired(&'static RetiredModel),
    /// Any other id, with the listed model that was most likely meant.
    Unknown(Option<&'static str>),
}

/// Prefixes of other vendors' model ids.
const FAMILIES: &[&str] = &[
    "gpt",
    "chatgpt",
    "text-davinci",
    "davinci-",
    "text-embedding",
    "codex",
    "gemini",
    "gemma",
    "palm",
    "text-bison",
    "chat-bison",
    "mistral",
    "mixtral",
    "codestral",
    "ministral",
    "magistral",
    "devstral",
    "pixtral",
    "voxtral",
    "open-mi",
    "llama",
    "codellama",
    "meta-llama",
    "deepseek",
    "grok",
    "qwen",
    "qwq",
    "qvq",
    "command-",
    "c4ai",
    "nova-",
    "titan-",
    "jamba",
    "j2-",
    "phi-",
    "phi3",
    "phi4",
    "yi-",
    "glm-",
    "chatglm",
    "kimi",
    "moonshot",
    "sonar",
    "falcon",
    "dbrx",
    "ernie",
    "hunyuan",
    "minimax",
    "doubao",
    "nemotron",
    "granite",
    "whisper",
    "dall-e",
    "tts-",
    "omni-",
    "vicuna",
    "wizardlm",
    "mythomax",
    "starcoder",
    "solar-",
    "olmo",
    "smollm",
    "internlm",
    "baichuan",
    "step-",
    "computer-use-preview",
];

/// Vendor names that precede a model name.
const VENDORS: &str = "openai google mistralai mistral meta meta-llama cohere x-ai xai ai21 amazon qwen perplexity nvidia \
                       deepseek deepseek-ai command grok gemini llama palm";

/// Classifies an id that is not listed. Called once for each id that differs from the previous one.
#[cold]
#[inline(never)]
pub(in crate::rules) fn classify(id: &str) -> UnlistedModel {
    if let Some(own) = without_platform(id) {
        return UnlistedModel::Platform(nearest(&own).or_else(|| same_model(&own)));
    }
    let lower = id.to_ascii_lowercase();
    if find(&lower, "claude").is_none() && lower.split(['/', ':', '.', '@']).any(is_foreign) {
        return UnlistedModel::Foreign;
    }
    if let Some(newest) = versionless(&lower) {
        return UnlistedModel::Versionless(newest);
    }
    if let Some(model) = same_model(id) {
        return UnlistedModel::Unknown(Some(model));
    }
    let own = canonical(id);
    let mut gone = models::retired().iter();
    let retired = gone.find(|retired| !own.is_empty() && canonical(&retired.id) == own);
    match retired {
        Some(retired) => UnlistedModel::Retired(retired),
        None => UnlistedModel::Unknown(nearest(id)),
    }
}

/// Whether a part of an id is the name of another vendor, or of a model of one.
fn is_foreign(part: &str) -> bool {
    // o1, o3-mini, o4-mini-deep-research
    let is_o = part.strip_prefix('o').is_some_and(|rest| {
        let mut bytes = rest.bytes();
        bytes.next().is_some_and(|digit| matches!(digit, b'1'..=b'9')) && matches!(bytes.next(), None | Some(b'-'))
    });
    is_o || has(VENDORS, part) || FAMILIES.iter().any(|family| part.starts_with(family))
}

/// Returns the newest model of a family, or of the family of a model: `claude-opus-5-5` for `claude-opus-4-1`.
pub(in crate::rules) fn newest(id: &str) -> Option<&'static str> {
    let family = family(id)?;
    models::all()
        .iter()
        .find(|model| model.status == "active" && self::family(&model.id) == Some(family))
        .map(|model| model.id.as_str())
}

/// Returns the family of an id: `opus` for `claude-opus-5` and `claude-3-opus-20240229`.
fn family(id: &str) -> Option<&str> {
    id.split('-')
        .find(|part| *part != "claude" && part.bytes().all(|byte| byte.is_ascii_lowercase()) && !part.is_empty())
}

/// Returns the newest model of the family in a name without a version.
fn versionless(lower: &str) -> Option<&'static str> {
    let rest = lower.strip_prefix("claude").unwrap_or(lower);
    let is_letter = |byte: u8| !matches!(byte, b'-' | b'_' | b' ');
    let start = rest.bytes().position(is_letter).unwrap_or_default();
    let end = rest.bytes().rposition(is_letter).map_or(start, |last| last + 1);
    let rest = rest.get(start..end).unwrap_or_default();
    if rest.is_empty() && lower.starts_with("claude") {
        return newest("opus");
    }
    let is_word = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase());
    newest(rest).filter(|_| is_word)
}

/// Returns the listed model whose id differs only in order, case, separators, date or `-latest`.
fn same_model(id: &str) -> Option<&'static str> {
    let own = canonical(id);
    if own.is_empty() {
        return None;
    }
    ids().find(|known| canonical(known) == own)
}

/// Iterates over ids and aliases, the shorter one of a model first.
fn ids() -> impl Iterator<Item = &'static str> {
    let names = |model: &'static Model| model.aliases.iter().chain(std::iter::once(&model.id));
    models::all().iter().flat_map(names).map(String::as_str)
}

/// Returns the family and the numbers of an id: `haiku-4-5` for `Claude 4.5 Haiku` and `claude-haiku-4-5-20251001`.
fn canonical(id: &str) -> String {
    const DATE: usize = 8;
    let lower = id.to_ascii_lowercase();
    let mut words = String::new();
    let mut numbers = String::new();
    for part in lower.split(|char: char| !char.is_ascii_alphanumeric()) {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let list = match part {
            "" | "claude" | "anthropic" | "latest" | "0" => continue,
            _ if is_number && part.len() == DATE => continue,
            _ if is_number => &mut numbers,
            _ => &mut words,
        };
        list.push_str(part);
        list.push('-');
    }
    if words.is_empty() || numbers.is_empty() {
        return String::new();
    }
    words + &numbers
}

/// Removes the platform from another platform's id: `us.anthropic.claude-opus-4-6-v1:0`, `claude-opus-4-5@20251101`,
/// `anthropic/claude-opus-5`.
fn without_platform(id: &str) -> Option<String> {
    let bare = id.rsplit('/').next().unwrap_or(id);
    const VENDOR: &str = "anthropic.";
    let rest = find(bare, VENDOR).and_then(|at| bare.get(at + VENDOR.len()..));
    let bare = rest.unwrap_or(bare);
    let bare = bare.split_once(':').map_or(bare, |(rest, _)| rest);
    let is_version = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let version = bare.rsplit_once('v').filter(|(_, version)| is_version(version));
    let bare = version.and_then(|(rest, _)| rest.strip_suffix('-')).unwrap_or(bare);
    let bare = match bare.split_once('@') {
        Some((name, date)) if is_version(date) => format!("{name}-{date}"),
        Some((name, _)) => name.to_string(),
        None => bare.to_string(),
    };
    (bare != id && bare.starts_with("claude")).then_some(bare)
}

/// Returns the nearest listed model with the same numbers: a different number means a different, possibly newer, model.
fn nearest(id: &str) -> Option<&'static str> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let wanted = digits(id);
    wording::nearest(id, ids().filter(|id| digits(id) == wanted))
}
