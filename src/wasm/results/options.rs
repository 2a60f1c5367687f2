//! Reads the options of results.

use wasm_bindgen::prelude::*;

use crate::bytes::rolling_hash::Checkpoint;
use crate::results::export::{Column, DEFAULT_COLUMNS, FileWriter, Format, OUTCOMES};
use crate::results::outcome::Outcome;
use crate::results::record::MAX_LINE;
use crate::results::resume::cursor;
use crate::wasm::options::{Fields, OptionError, option_error};

/// The settings of a download.
pub(super) struct DownloadOptions {
    pub(super) max_drops: Option<u32>,
    /// The maximum number of bytes of a line.
    pub(super) max_line: usize,
    /// The checkpoint of a position, and the number of records before it.
    pub(super) from: Option<(Checkpoint, u64)>,
    /// The total number of records, if known.
    pub(super) record_count: Option<u64>,
    /// Whether the caller has stored the results, in any form.
    pub(super) are_kept: bool,
}

pub(super) fn download(options: &JsValue) -> Result<DownloadOptions, OptionError> {
    let fields = Fields::new(&[options])?;
    Ok(DownloadOptions {
        from: fields.get("from").map(|from| checkpoint(&from)).transpose()?,
        max_drops: fields.count("maxDrops")?,
        max_line: max_line(&fields)?,
        record_count: record_count(&fields)?,
        are_kept: fields.flag("areKept")?,
    })
}

fn max_line(fields: &Fields<'_>) -> Result<usize, OptionError> {
    let bytes = fields.number("maxLineBytes", "a whole number from 1 to 268435456", |bytes| {
        (1.0..=268_435_456.0).contains(&bytes) && bytes.fract() == 0.0
    })?;
    Ok(bytes.map_or(MAX_LINE, |bytes| bytes as usize))
}

fn record_count(fields: &Fields<'_>) -> Result<Option<u64>, OptionError> {
    match fields.get("recordCount") {
        Some(value) if value == JsValue::FALSE => Ok(None),
        _ => whole(fields, "recordCount", 0, "a non-negative whole number, or false"),
    }
}

/// Reads a whole number in JavaScript's safe range.
fn whole(fields: &Fields<'_>, name: &str, least: u32, expected: &str) -> Result<Option<u64>, OptionError> {
    let fits = |number: f64| number >= f64::from(least) && number <= 9_007_199_254_740_991.0 && number.fract() == 0.0;
    let number = fields.number(name, expected, fits)?;
    Ok(number.map(|number| number as u64))
}

/// Returns the checkpoint of a `ResultsPosition`, and the number of records before it.
fn checkpoint(from: &JsValue) -> Result<(Checkpoint, u64), OptionError> {
    if !from.is_object() {
        return Err(option_error("from", "a results position", from, false));
    }
    let position = Fields::new(&[from])?;
    let number = |name: &str, least: u32| {
        let expected = format!("a whole number of at least {least}");
        whole(&position, name, least, &expected)?
            .ok_or_else(|| option_error(name, &expected, &JsValue::UNDEFINED, false))
    };
    let offset = number("byteOffset", 0)?;
    number("line", 1)?;
    let seen = number("seen", 0)?;
    let text = position.get("cursor").unwrap_or(JsValue::UNDEFINED);
    text.as_string()
        .and_then(|text| Some((cursor::decode(offset, &text)?, seen)))
        .ok_or_else(|| option_error("from.cursor", "the cursor of a results position", &text, false))
}

/// The options of an export.
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
            delimiter: delimiter(&fields)?,
        },
        Some("jsonl") if named.is_empty() => Format::Raw,
        Some("jsonl") => Format::Jsonl,
        _ => return Err(option_error("format", "\"jsonl\" or \"csv\"", format, true)),
    };
    let paths = match (format, named.is_empty()) {
        (Format::Csv { .. }, true) => DEFAULT_COLUMNS.map(String::from).to_vec(),
        _ => named,
    };
    let column = |(index, path): (usize, &String)| {
        Column::parse(path)
            .map_err(|expected| option_error(&format!("columns[{index}]"), &expected, &path.as_str().into(), true))
    };
    let outcome = |word: &String| {
        let known = OUTCOMES.into_iter().find(|outcome| outcome.as_str() == word);
        known.ok_or_else(|| option_error("outcomes", "record outcomes", &word.as_str().into(), true))
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
        filename: match fields.text("filename", "a file name")? {
            Some(name) => name,
            None => format!("results.{ending}"),
        },
    })
}

/// Reads the column delimiter of a CSV.
fn delimiter(fields: &Fields<'_>) -> Result<u8, OptionError> {
    let expected = "one ASCII character other than a quote, a line end, a letter or a digit";
    match fields.text("delimiter", expected)?.as_deref().map(str::as_bytes) {
        None => Ok(b','),
        Some([byte])
            if *byte == b'\t' || (b' '..=b'~').contains(byte) && *byte != b'"' && !byte.is_ascii_alphanumeric() =>
        {
            Ok(*byte)
        }
        Some(_) => Err(option_error(
            "delimiter",
            expected,
            &fields.get("delimiter").unwrap_or_default(),
            true,
        )),
    }
}

/// Reads the maximum number of ids in each list of a reconciliation.
pub(super) fn max_ids(options: &JsValue) -> Result<Option<usize>, OptionError> {
    let most = Fields::new(&[options])?.count("maxIds")?;
    Ok(most.map(|most| most as usize))
}
