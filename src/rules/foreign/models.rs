//! Ids of models that are not listed: whose they are, and which listed one was meant.

use crate::catalog::models;
use crate::catalog::models::{Model, Retired};
use crate::rules::foreign::has;
use crate::wording;

/// What an id is that is not listed.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) enum Strange {
    /// One of another platform, with the id that the model has here, if it is known.
    Platform(Option<&'static str>),
    /// A model of another vendor.
    Foreign,
    /// Claude, or a family of its models, without a version; with the newest id of the family.
    Versionless(&'static str),
    /// A model that is gone, written in another way.
    Retired(&'static Retired),
    /// None of these, with the listed model that was most likely meant.
    Unknown(Option<&'static str>),
}

/// What the models of other vendors begin with.
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

/// Names of vendors that stand before a model's.
const VENDORS: &str = "openai google mistralai mistral meta meta-llama cohere x-ai xai ai21 amazon qwen perplexity nvidia \
                       deepseek deepseek-ai command grok gemini llama palm";

/// What an id is that is not listed. Done once for each id that differs from the one before.
#[cold]
#[inline(never)]
pub(in crate::rules) fn strange(id: &str) -> Strange {
    if let Some(native) = native(id) {
        return Strange::Platform(nearest(&native).or_else(|| meant(&native)));
    }
    let lower = id.to_ascii_lowercase();
    if !lower.contains("claude") && lower.split(['/', ':', '.', '@']).any(is_foreign) {
        return Strange::Foreign;
    }
    if let Some(newest) = versionless(&lower) {
        return Strange::Versionless(newest);
    }
    if let Some(model) = meant(id) {
        return Strange::Unknown(Some(model));
    }
    let own = canonical(id);
    let mut gone = models::gone().iter();
    let retired = gone.find(|retired| !own.is_empty() && canonical(&retired.id) == own);
    match retired {
        Some(retired) => Strange::Retired(retired),
        None => Strange::Unknown(nearest(id)),
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

/// The newest model of a family, or of the family that a model belongs to: `claude-opus-5-5` of `claude-opus-4-1`.
pub(in crate::rules) fn newest(id: &str) -> Option<&'static str> {
    let family = family(id)?;
    models::all()
        .iter()
        .find(|model| model.status == "active" && self::family(&model.id) == Some(family))
        .map(|model| model.id.as_str())
}

/// `opus` of `claude-opus-5` and of `claude-3-opus-20240229`.
fn family(id: &str) -> Option<&str> {
    id.split('-')
        .find(|part| *part != "claude" && part.bytes().all(|byte| byte.is_ascii_lowercase()) && !part.is_empty())
}

/// The newest model of the family that a name without a version names.
fn versionless(lower: &str) -> Option<&'static str> {
    let rest = lower
        .strip_prefix("claude")
        .unwrap_or(lower)
        .trim_matches(['-', '_', ' ']);
    if rest.is_empty() && lower.starts_with("claude") {
        return newest("opus");
    }
    let is_word = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase());
    newest(rest).filter(|_| is_word)
}

/// A listed model whose id differs in nothing but order, case, separators, date or `-latest`.
fn meant(id: &str) -> Option<&'static str> {
    let own = canonical(id);
    if own.is_empty() {
        return None;
    }
    ids().find(|known| canonical(known) == own)
}

/// Ids and aliases, the shorter of a model first.
fn ids() -> impl Iterator<Item = &'static str> {
    let names = |model: &'static Model| model.aliases.iter().chain(std::iter::once(&model.id));
    models::all().iter().flat_map(names).map(String::as_str)
}

/// The family and the numbers of an id: `haiku-4-5` of `Claude 4.5 Haiku` and of `claude-haiku-4-5-20251001`.
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

/// What is left of another platform's id without the platform: `us.anthropic.claude-opus-4-6-v1:0`,
/// `claude-opus-4-5@20251101`, `anthropic/claude-opus-5`.
fn native(id: &str) -> Option<String> {
    let bare = id.rsplit('/').next().unwrap_or(id);
    let bare = bare.split_once("anthropic.").map_or(bare, |(_, rest)| rest);
    let bare = bare.split_once(':').map_or(bare, |(rest, _)| rest);
    let is_version = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = match bare.rsplit_once("-v") {
        Some((rest, version)) if is_version(version) => rest,
        _ => bare,
    };
    let bare = match bare.split_once('@') {
        Some((name, date)) if is_version(date) => format!("{name}-{date}"),
        Some((name, _)) => name.to_string(),
        None => bare.to_string(),
    };
    (bare != id && bare.starts_with("claude")).then_some(bare)
}

/// The listed model that was meant. Another number is another model, maybe a newer one.
fn nearest(id: &str) -> Option<&'static str> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let wanted = digits(id);
    wording::nearest(id, ids().filter(|id| digits(id) == wanted))
}
