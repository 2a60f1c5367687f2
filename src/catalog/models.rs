//! Known facts about models: limits, modes, dates and prices, with the date of each fact. The table only gives hints: new models
//! appear every few weeks, so an unlisted model causes at most a warning, and so do rules that depend on it.

use std::cell::OnceCell;

use crate::catalog::prices;
use crate::catalog::prices::Prices;
use crate::catalog::select::{Keys, selected, selected_len};
use crate::json::{Index, Value};

/// One model. `None` and empty lists mean "not known", never "no".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// The id in requests.
    pub id: String,
    /// Other ids for the same model.
    pub aliases: Vec<String>,
    /// `active` or `deprecated`.
    pub status: String,
    /// Day of retirement, `2026-11-30`.
    pub retires: Option<String>,
    /// Whether that day is announced, and not just the earliest possible one.
    pub retirement_is_firm: bool,
    /// Size of the context window in tokens.
    pub context: Option<i64>,
    /// Ceiling of `max_tokens`.
    pub max_tokens: Option<i64>,
    /// The ceiling in a batch with the beta for extended output.
    pub max_tokens_extended: Option<i64>,
    /// Values of `thinking.type` that are refused.
    pub thinking_rejects: Vec<String>,
    /// The mode without `thinking`: `on` or `off`.
    pub thinking_default: Option<String>,
    /// `thinking.type: disabled` is refused above this effort.
    pub disabled_max_effort: Option<String>,
    /// `thinking.type: between_tools` is refused above this effort.
    pub between_tools_max_effort: Option<String>,
    /// Whether `thinking.type: enabled` still works but is deprecated.
    pub enabled_deprecated: Option<bool>,
    /// Whether thinking blocks are valid only while everything before them is unchanged.
    pub thinking_bound: Option<bool>,
    /// Supported levels of effort; empty if it supports none.
    pub effort: Vec<String>,
    /// `rejected_if_not_default` or `accepted_without_thinking`.
    pub sampling: Option<String>,
    /// `accepted…`, `rejected` or unknown.
    pub forced_tool_choice: Option<String>,
    /// Whether the last message may be an assistant message.
    pub prefill: Option<bool>,
    /// Whether it supports `output_config.format`.
    pub structured: Option<bool>,
    /// Whether it supports messages with role `system`.
    pub system_messages: Option<bool>,
    /// Whether it supports `inference_geo`.
    pub inference_geo: Option<bool>,
    /// Kinds of computer tool, and whether it supports them.
    pub computer: Vec<(String, bool)>,
    /// Minimum length of a cached prefix, in tokens.
    pub min_cacheable: Option<i64>,
    /// Maximum number of images in a request.
    pub max_images: Option<i64>,
    /// Maximum number of PDF pages in a request.
    pub max_pdf_pages: Option<i64>,
    /// Images with a longer edge are scaled down.
    pub long_edge: Option<i64>,
    /// Whether it uses the tokenizer of models before 2026-04, which makes fewer tokens of the same text.
    pub earlier_tokenizer: bool,
    /// The prices of its tokens in a batch.
    pub prices: Option<Prices>,
    /// The date of these facts.
    pub as_of: String,
    /// The prices for requests whose prompt is longer than this many tokens.
    pub long_prompts: Option<(i64, Prices)>,
}

/// A retired model.
#[derive(Debug, Clone, PartialEq)]
pub struct RetiredModel {
    /// The id.
    pub id: String,
    /// Other ids.
    pub aliases: Vec<String>,
    /// The day of retirement.
    pub on: String,
}

/// The result of a lookup.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lookup {
    /// An available model.
    Model(&'static Model),
    /// A retired model.
    Retired(&'static RetiredModel),
    /// Not listed.
    Unknown,
}

const JSON: &[u8; include_bytes!("models.json").len()] = include_bytes!("models.json");
/// prices.rs reads the prices.
const KEYS: Keys = Keys::Not(&["prices", "long_prompt", "long_prompt_prices"]);
static SELECTED: [u8; selected_len(JSON, KEYS)] = selected(JSON, KEYS);

struct Table {
    written: String,
    models: Vec<Model>,
    retired: Vec<RetiredModel>,
}

thread_local! {
    static TABLE: OnceCell<&'static Table> = const { OnceCell::new() };
}

/// Looks up a model id or alias.
pub fn find(id: &str) -> Lookup {
    let table = table();
    let named = |own: &str, aliases: &[String]| own == id || aliases.iter().any(|alias| alias == id);
    if let Some(model) = table.models.iter().find(|model| named(&model.id, &model.aliases)) {
        return Lookup::Model(model);
    }
    match table
        .retired
        .iter()
        .find(|retired| named(&retired.id, &retired.aliases))
    {
        Some(retired) => Lookup::Retired(retired),
        None => Lookup::Unknown,
    }
}

/// Returns the available models.
pub fn all() -> &'static [Model] {
    &table().models
}

/// Returns the retired models.
pub fn retired() -> &'static [RetiredModel] {
    &table().retired
}

/// Returns the date of the table, `2026-11-22`.
pub fn table_date() -> &'static str {
    &table().written
}

/// Reads the table once, and keeps it until the program ends.
fn table() -> &'static Table {
    TABLE.with(|cell| *cell.get_or_init(|| Box::leak(Box::new(read(&SELECTED)))))
}

fn read(json: &[u8]) -> Table {
    let mut index = Index::default();
    let Ok(root) = index.read(json) else {
        return Table {
            written: String::new(),
            models: Vec::new(),
            retired: Vec::new(),
        };
    };
    let list = |key| root.get(key).into_iter().flat_map(|list| list.items());
    Table {
        written: text(root, "written").unwrap_or_default(),
        models: list("models").map(read_model).collect(),
        retired: list("retired").map(read_retired).collect(),
    }
}

fn read_model(value: Value<'_>) -> Model {
    let id = text(value, "id").unwrap_or_default();
    let priced = prices::find(&id);
    Model {
        id,
        aliases: texts(value, "aliases"),
        status: text(value, "status").unwrap_or_default(),
        retires: text(value, "retires"),
        retirement_is_firm: text(value, "retirement").is_some_and(|kind| kind == "announced"),
        context: number(value, "context"),
        max_tokens: number(value, "max_tokens"),
        max_tokens_extended: number(value, "max_tokens_extended"),
        thinking_rejects: texts(value, "thinking_rejects"),
        thinking_default: text(value, "thinking_default"),
        disabled_max_effort: text(value, "disabled_max_effort"),
        between_tools_max_effort: text(value, "between_tools_max_effort"),
        enabled_deprecated: flag(value, "enabled_deprecated"),
        thinking_bound: flag(value, "thinking_bound"),
        effort: texts(value, "effort"),
        sampling: text(value, "sampling"),
        forced_tool_choice: text(value, "forced_tool_choice"),
        prefill: flag(value, "prefill"),
        structured: flag(value, "structured"),
        system_messages: flag(value, "system_messages"),
        inference_geo: flag(value, "inference_geo"),
        computer: computer(value),
        min_cacheable: number(value, "min_cacheable"),
        max_images: number(value, "max_images"),
        max_pdf_pages: number(value, "max_pdf_pages"),
        long_edge: number(value, "long_edge"),
        earlier_tokenizer: flag(value, "earlier_tokenizer").unwrap_or_default(),
        prices: priced.and_then(|priced| priced.prices),
        as_of: text(value, "as_of").unwrap_or_default(),
        long_prompts: priced.and_then(|priced| priced.long_prompts),
    }
}

fn read_retired(value: Value<'_>) -> RetiredModel {
    RetiredModel {
        id: text(value, "id").unwrap_or_default(),
        aliases: texts(value, "aliases"),
        on: text(value, "retired_on").unwrap_or_default(),
    }
}

fn computer(value: Value<'_>) -> Vec<(String, bool)> {
    let entries = value.get("computer").into_iter().flat_map(|kinds| kinds.entries());
    entries
        .filter_map(|(key, takes)| Some((key.text()?.value().into_owned(), takes.bool()?)))
        .collect()
}

fn text(value: Value<'_>, key: &str) -> Option<String> {
    Some(value.get(key)?.text()?.value().into_owned())
}

fn texts(value: Value<'_>, key: &str) -> Vec<String> {
    let items = value.get(key).into_iter().flat_map(|list| list.items());
    items
        .filter_map(|item| Some(item.text()?.value().into_owned()))
        .collect()
}

fn number(value: Value<'_>, key: &str) -> Option<i64> {
    value.get(key)?.integer()
}

fn flag(value: Value<'_>, key: &str) -> Option<bool> {
    value.get(key)?.bool()
}
