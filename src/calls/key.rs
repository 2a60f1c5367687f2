//! Describes the API key of a rejected call: its source, and problems with its form. Messages contain no part of the key.

/// The source of a call's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeySource {
    /// The option `apiKey`.
    #[default]
    Option,
    /// The function passed as the option `apiKey`.
    Function,
    /// The environment variable `ANTHROPIC_API_KEY`.
    Environment,
    /// The option `headers`.
    Headers,
}

impl KeySource {
    /// Parses the shell's word for the source of the key.
    pub fn parse(word: Option<&str>) -> KeySource {
        match word {
            Some("function") => KeySource::Function,
            Some("environment") => KeySource::Environment,
            _ => KeySource::Option,
        }
    }

    /// Returns the option name to use in an error about the key. `header` is the header that contains it.
    pub fn option(self, header: &str) -> String {
        match self {
            KeySource::Option | KeySource::Function => "apiKey".into(),
            KeySource::Environment => VARIABLE.into(),
            KeySource::Headers => format!("headers[\"{header}\"]"),
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            KeySource::Option => "the option { apiKey }",
            KeySource::Function => "the function passed as { apiKey }",
            KeySource::Environment => "the environment variable ANTHROPIC_API_KEY",
            KeySource::Headers => "the option { headers }",
        }
    }
}

/// The environment variable.
pub(super) const VARIABLE: &str = "ANTHROPIC_API_KEY";

/// Prefix of a key in the header `authorization`.
pub(super) const BEARER: &str = "Bearer ";

/// Returns the key in the value of `authorization`.
pub(super) fn bearer(value: &str) -> &str {
    value.strip_prefix(BEARER).unwrap_or(value)
}

/// The headers that contain a key.
pub const KEY_HEADERS: [&str; 2] = [AUTHORIZATION, "x-api-key"];
const AUTHORIZATION: &str = "authorization";

/// Describes problems with the form of a key in a header, to follow a sentence without a full stop.
#[cold]
#[inline(never)]
pub fn problems(header: &str, value: &str) -> String {
    let key = if header == AUTHORIZATION { bearer(value) } else { value };
    let mut text = flaws(key, false);
    if !text.is_empty() {
        text.insert(0, '.');
    }
    text
}

/// Additions around or before a key, in the order in which they are reported.
const WRAPPINGS: [&str; 4] = [
    " It has white space or a line break around it.",
    " It has quotes around it: remove them.",
    " It begins with the word Bearer, which is added automatically: remove it.",
    " It begins with a name, as in NAME=value: pass the value alone.",
];

/// Describes problems with the form of a key, as sentences that each begin with a space. `is_api`: the key is for the API itself,
/// whose keys share a prefix.
#[cold]
#[inline(never)]
pub fn flaws(key: &str, is_api: bool) -> String {
    let mut found = [false; 4];
    let [around, quotes, scheme, name] = &mut found;
    let mut rest = key;
    loop {
        let before = rest;
        rest = trimmed(rest, is_blank, around);
        rest = trimmed(rest, is_quote, quotes);
        rest = after_scheme(rest, scheme);
        rest = after_name(rest, name);
        if rest.len() == before.len() {
            break;
        }
    }
    let mut text = String::new();
    for (sentence, is_found) in WRAPPINGS.iter().zip(found) {
        if is_found {
            text.push_str(sentence);
        }
    }
    if rest.is_empty() {
        text.push_str(" The key itself is empty.");
    } else if rest.chars().any(is_blank) {
        text.push_str(" It contains white space or a line break.");
    } else if is_placeholder(rest) {
        text.push_str(" It looks like a placeholder or a shortened copy: pass the whole key.");
    } else if let Some((_, owner)) = owner(rest) {
        for part in [" It looks like ", owner, ", not an Anthropic API key."] {
            text.push_str(part);
        }
    } else if !rest.starts_with(OWN) {
        if is_api {
            text.push_str(" Anthropic API keys begin with sk-ant-; this one does not.");
        }
    } else if rest.len() < SHORTEST {
        text.push_str(" It is shorter than an API key: the end may be missing.");
    }
    text
}

/// Prefix of Anthropic keys and tokens.
const OWN: &str = "sk-ant-";

/// Whether the value of a header is an Anthropic key, alone or after the name of its scheme.
pub(super) fn is_api_key(value: &str) -> bool {
    value.split_ascii_whitespace().any(|word| word.starts_with(OWN))
}

/// Shorter keys are incomplete: keys of the API have more than 100 characters.
const SHORTEST: usize = 80;

const OAUTH: &str = "an OAuth token, such as Claude Code uses";
const OPENAI: &str = "an OpenAI key";
const GOOGLE: &str = "a Google key";
const AWS: &str = "an AWS key";
const GITHUB: &str = "a GitHub token";

/// Prefixes of other keys and tokens, and descriptions of them. A longer prefix comes before a shorter one with the same start.
const OWNERS: [(&str, &str); 32] = [
    (
        "sk-ant-admin",
        "an admin key, which cannot call the Message Batches API",
    ),
    ("sk-ant-oat", OAUTH),
    ("sk-ant-ort", OAUTH),
    ("sk-ant-sid", "a browser session key"),
    ("sk-or-", "an OpenRouter key"),
    ("sk-proj-", OPENAI),
    ("sk-svcacct-", OPENAI),
    ("sk-admin-", OPENAI),
    ("sk-", "a key of another vendor, such as OpenAI"),
    ("AIza", GOOGLE),
    ("AQ.", GOOGLE),
    ("ya29.", GOOGLE),
    ("gsk_", "a Groq key"),
    ("xai-", "an xAI key"),
    ("AKIA", AWS),
    ("ASIA", AWS),
    ("ABSK", AWS),
    ("bedrock-api-key-", AWS),
    ("hf_", "a Hugging Face token"),
    ("pplx-", "a Perplexity key"),
    ("r8_", "a Replicate token"),
    ("nvapi-", "an NVIDIA key"),
    ("tgp_", "a Together key"),
    ("ghp_", GITHUB),
    ("gho_", GITHUB),
    ("github_pat_", GITHUB),
    ("xox", "a Slack token"),
    ("eyJ", "a JSON Web Token"),
    ("https:", "an address"),
    ("wrkspc_", "a workspace id"),
    ("apikey_", "a key id"),
    ("msgbatch_", "a batch id"),
];

#[cold]
#[inline(never)]
fn owner(key: &str) -> Option<&'static (&'static str, &'static str)> {
    let is_own = key.starts_with(OWN);
    OWNERS
        .iter()
        .find(|(prefix, _)| key.starts_with(prefix) && (!is_own || prefix.len() > OWN.len()))
}

/// Returns whether a part of a text begins like a key.
#[cold]
#[inline(never)]
pub(super) fn holds_key(text: &str) -> bool {
    const LEAST: usize = 12;
    text.split(|char: char| !char.is_ascii_alphanumeric() && !matches!(char, '-' | '_' | '.'))
        .any(|part| part.len() >= LEAST && (part.starts_with(OWN) || owner(part).is_some()))
}

/// Returns whether a character is invisible, such as white space or a byte order mark.
fn is_blank(char: char) -> bool {
    matches!(char, '\0'..=' ' | '\u{7f}'..='\u{a0}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}' | '\u{3000}' | '\u{feff}')
}

fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '\u{ab}' | '\u{bb}' | '\u{2018}'..='\u{201f}')
}

/// Removes these characters at both ends of a text, and records whether there were any.
fn trimmed<'t>(text: &'t str, is_outside: fn(char) -> bool, is_found: &mut bool) -> &'t str {
    let inside = text.trim_matches(is_outside);
    *is_found |= inside.len() < text.len();
    inside
}

/// Returns the text after the word `Bearer`.
fn after_scheme<'t>(key: &'t str, is_found: &mut bool) -> &'t str {
    const WORD: usize = "Bearer".len();
    match (key.get(..WORD), key.get(WORD..)) {
        (Some(word), Some(rest)) if word.eq_ignore_ascii_case("bearer") && rest.starts_with([' ', ':']) => {
            *is_found = true;
            rest.get(1..).unwrap_or_default()
        }
        _ => key,
    }
}

/// Returns the text after the name of a variable or of a header.
fn after_name<'t>(key: &'t str, is_found: &mut bool) -> &'t str {
    let Some(end) = key.bytes().position(|byte| matches!(byte, b'=' | b':')) else {
        return key;
    };
    match (key.get(..end), key.get(end + 1..)) {
        (Some(name), Some(rest)) if has_any(name, &["key", "token", "authorization"]) => {
            *is_found = true;
            rest
        }
        _ => key,
    }
}

fn is_placeholder(key: &str) -> bool {
    const MARKS: [&str; 8] = ["...", "\u{2026}", "<", "$", "{", "[", "**", "\u{2022}"];
    // A complete key may contain such a word by chance.
    const WORDS: [&str; 16] = [
        "your",
        "my-",
        "my_",
        "-here",
        "_here",
        "example",
        "placeholder",
        "changeme",
        "insert",
        "dummy",
        "redacted",
        "todo",
        "xxxx",
        "api-key",
        "api_key",
        "apikey",
    ];
    const WHOLE: [&str; 6] = ["undefined", "null", "none", "false", "true", OWN];
    let is_short = key.len() < SHORTEST;
    has_any(key, &MARKS)
        || (is_short && (has_any(key, &WORDS) || WHOLE.iter().any(|word| key.eq_ignore_ascii_case(word))))
}

/// Returns whether a text contains one of these words, in any case.
fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        let mut parts = text.as_bytes().windows(word.len());
        parts.any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
    })
}
