//! The options of results on their way in.

use wasm_bindgen::prelude::*;

use crate::bytes::rolling_hash::Checkpoint;
use crate::results::export::{Column, DEFAULT_COLUMNS, FileWriter, Format, OUTCOMES};
use crate::results::outcome::Outcome;
use crate::results::resume::cursor;
use crate::wasm::options::{Fields, OptionError, wrong};

/// How results are downloaded.
pub(super) struct DownloadOptions {
    pub(super) max_drops: Option<u32>,
    pub(super) from: Option<Checkpoint>,
}

pub(super) fn download(options: &JsValue) -> Result<DownloadOptions, OptionError> {
    let fields = Fields::new(&[options])?;
    Ok(DownloadOptions {
        from: fields.get("from").map(|from| checkpoint(&from)).transpose()?,
        max_drops: fields.count("maxDrops")?,
    })
}

/// The checkpoint of a `ResultsPosition`.
fn checkpoint(from: &JsValue) -> Result<Checkpoint, OptionError> {
    if !from.is_object() {
        return Err(wrong("from", "a position of results", from, false));
    }
    let position = Fields::new(&[from])?;
    let whole = |name: &str, least: u32| {
        let fits =
            |number: f64| number >= f64::from(least) && number <= 9_007_199_254_740_991.0 && number.fract() == 0.0;
        let expected = format!("a whole number, {least} or more");
        let missing = || wrong(name, &expected, &JsValue::UNDEFINED, false);
        position.number(name, &expected, fits)?.ok_or_else(missing)
    };
    let offset = whole("byteOffset", 0)?;
    whole("line", 1)?;
    whole("seen", 0)?;
    let text = position.get("cursor").unwrap_or(JsValue::UNDEFINED);
    text.as_string()
        .and_then(|text| cursor::decode(offset as u64, &text))
        .ok_or_else(|| wrong("from.cursor", "the cursor of a position of results", &text, false))
}

/// What a file is to look like.
pub(super) struct ExportOptions {
    pub(super) format: Format,
    columns: Vec<Column>,
    outcomes: Option<Vec<Outcome>>,
    pub(super) filename: String,
}

impl ExportOptions {
    pub(super) fn writer(self) -> FileWriter {
        FileWriter::new(self.format, self.columns, self.outcomes)
    }
}

pub(super) fn export(format: &JsValue, options: &JsValue) -> Result<ExportOptions, OptionError> {
    let fields = Fields::new(&[options])?;
    let named = fields.strings("columns", "an array of paths")?;
    let format = match format.as_string().as_deref() {
        Some("csv") => Format::Csv {
            bom: fields.flag("bom")?,
            defuse: fields.get("defuse").is_none() || fields.flag("defuse")?,
        },
        Some("jsonl") if named.is_empty() => Format::Raw,
        Some("jsonl") => Format::Jsonl,
        _ => return Err(wrong("format", "\"jsonl\" or \"csv\"", format, true)),
    };
    let paths = match (format, named.is_empty()) {
        (Format::Csv { .. }, true) => DEFAULT_COLUMNS.map(String::from).to_vec(),
        _ => named,
    };
    let column = |(index, path): (usize, &String)| {
        Column::parse(path)
            .map_err(|expected| wrong(&format!("columns[{index}]"), &expected, &path.as_str().into(), true))
    };
    let outcome = |word: &String| {
        let known = OUTCOMES.into_iter().find(|outcome| outcome.as_str() == word);
        known.ok_or_else(|| wrong("outcomes", "outcomes of records", &word.as_str().into(), true))
    };
    let outcomes = fields.strings("outcomes", "an array of outcomes")?;
    let ending = if matches!(format, Format::Csv { .. }) {
        "csv"
    } else {
        "jsonl"
    };
    Ok(ExportOptions {
        format,
        columns: paths.iter().enumerate().map(column).collect::<Result<_, _>>()?,
        outcomes: match fields.get("outcomes") {
            Some(_) => Some(outcomes.iter().map(outcome).collect::<Result<_, _>>()?),
            None => None,
        },
        filename: match fields.text("filename", "the name of a file")? {
            Some(name) => name,
            None => format!("results.{ending}"),
        },
    })
}

/// How many ids to name in each list of a reconciliation.
pub(super) fn max_ids(options: &JsValue) -> Result<Option<usize>, OptionError> {
    let most = Fields::new(&[options])?.count("maxIds")?;
    Ok(most.map(|most| most as usize))
}
