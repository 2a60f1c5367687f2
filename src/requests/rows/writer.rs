//! Writes the request of a row: the filled template, and a `custom_id`.

use std::borrow::Cow;

use crate::bytes::encoding;
use crate::json::escape::escape;
use crate::json::{BlockWriter, Kind, Span, Value};
use crate::requests::error::Error;
use crate::requests::rows::columns;
use crate::requests::rows::columns::{Column, Header};
use crate::requests::rows::csv::Record;
use crate::requests::rows::custom_ids::CustomIds;
use crate::requests::rows::defaults::Defaults;
use crate::requests::rows::object_columns::ObjectColumns;
use crate::requests::rows::template::{Cell, Template};
use crate::requests::rows::unused;
use crate::rules::{Filled, Series};
use crate::wording::quoted;

/// The writer. Each request is one line of JSON.
#[derive(Debug)]
pub(super) struct RequestWriter {
    template: Template,
    defaults: Defaults,
    /// The id column.
    id: Option<String>,
    /// For rows that are objects: the template's columns, then the id column.
    object_columns: ObjectColumns,
    ids: CustomIds,
    /// The row of each id, as JSONL, if logged.
    id_log: Option<Vec<u8>>,
    rows: u64,
    /// Number of skipped rows.
    skipped: u64,
    /// Ranges of the id and of the filled placeholders in the last request.
    holes: Vec<Span>,
    /// Whether the last row has values that would not reach the API unchanged.
    is_lossy: bool,
    series: Series,
}

impl RequestWriter {
    pub(super) fn new(template: Template, defaults: Defaults, id: Option<String>, note_ids: bool) -> RequestWriter {
        let names = template.columns().iter().map(|column| column.name.as_str());
        RequestWriter {
            object_columns: ObjectColumns::new(names, id.as_deref()),
            template,
            defaults,
            id,
            ids: CustomIds::default(),
            id_log: note_ids.then(Vec::new),
            rows: 0,
            skipped: 0,
            holes: Vec::new(),
            is_lossy: false,
            series: Series::next(),
        }
    }

    /// Skips a row that is empty in every column. It counts as a row, so row numbers match the table.
    pub(super) fn skip_row(&mut self) {
        self.rows += 1;
        self.skipped += 1;
    }

    /// Returns the number of skipped rows.
    pub(super) fn skipped(&self) -> u64 {
        self.skipped
    }

    /// Returns the number of the next row, from 1.
    pub(super) fn next_row(&self) -> u64 {
        self.rows + 1
    }

    /// Iterates over the names of the template's columns.
    pub(super) fn column_names(&self) -> impl Iterator<Item = &str> {
        self.template.columns().iter().map(|column| column.name.as_str())
    }

    /// Returns the name of the id column.
    pub(super) fn id_column(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Returns the ids logged since the last call.
    pub(super) fn take_ids(&mut self) -> Vec<u8> {
        self.id_log.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Fails if rows lack the id column or a column of the template without a default, if the template uses none of their
    /// columns, or if it contains one of them in single braces.
    pub(super) fn require_columns<I: Iterator<Item = String>>(
        &self,
        has: impl Fn(&str) -> bool,
        names: impl Fn() -> I,
    ) -> Result<(), Error> {
        let required = self.template.columns().iter().enumerate();
        let required = required
            .filter(|(index, _)| self.defaults.get(*index).is_none())
            .map(|(_, column)| Column {
                name: &column.name,
                path: &column.path,
            });
        columns::require(required, self.id.as_deref(), has, &names)?;
        if self.template.columns().is_empty() && !self.template.is_empty() {
            return unused::check(&self.template, self.id.as_deref(), &names().collect::<Vec<_>>());
        }
        if self.template.single().is_empty() {
            return Ok(());
        }
        unused::check_braces(&self.template, &names().collect::<Vec<_>>())
    }

    /// Writes the request of a CSV record.
    pub(super) fn record(&mut self, record: Record<'_>, header: &Header, out: &mut BlockWriter) -> Result<(), String> {
        if record.len() != header.len {
            let (expected, found) = (count(header.len), record.len());
            return Err(format!("expected {expected} as in the first line, found {found}"));
        }
        if let Some(field) = record.not_utf8() {
            return Err(encoding::not_utf8(field));
        }
        let cell = |column: usize| {
            let index = header.columns.get(column).copied().flatten();
            let place = index.and_then(|index| record.place(index));
            place.map_or(Cell::Absent, |(text, field)| Cell::Field(text, field))
        };
        let key = header.id.and_then(|column| record.field(column));
        let key = match &key {
            Some(field) => Some(str::from_utf8(field).map_err(|_| encoding::not_utf8(field))?),
            None => None,
        };
        self.request(&cell, key, out)
    }

    /// Writes the request of an object.
    pub(super) fn object(&mut self, row: Value<'_>, out: &mut BlockWriter) -> Result<(), String> {
        let (values, id) = self.object_columns.values(row);
        let cell = |column: usize| values.get(column).copied().flatten().map_or(Cell::Absent, Cell::Json);
        self.is_lossy = !row.lossy().is_empty();
        let Some(name) = self.id.as_deref() else {
            return self.request(&cell, None, out);
        };
        match id.map(|value| (value.kind(), value)) {
            Some((Kind::String, value)) => {
                let text = value.text().map(|text| text.value()).unwrap_or_default();
                self.request(&cell, Some(&text), out)
            }
            Some((Kind::Number | Kind::Bool, value)) => {
                let text = String::from_utf8_lossy(value.raw());
                self.request(&cell, Some(&text), out)
            }
            other => {
                let found = other.map_or("no such column", |(kind, _)| kind.a());
                let name = quoted(name);
                Err(format!(
                    "expected text or a number as the id in the column {name}, found {found}"
                ))
            }
        }
    }

    /// Returns the last request.
    pub(super) fn filled<'o>(&'o self, out: &'o BlockWriter) -> Filled<'o> {
        Filled {
            text: out.text(),
            holes: &self.holes,
            is_lossy: self.is_lossy || self.defaults.are_lossy(),
            series: self.series,
        }
    }

    fn request<'c>(
        &mut self,
        cell: &dyn Fn(usize) -> Cell<'c>,
        key: Option<&str>,
        out: &mut BlockWriter,
    ) -> Result<(), String> {
        const OPEN: &[u8] = b"{\"custom_id\":\"";
        const PARAMS: &[u8] = b"\",\"params\":";
        let id = match key {
            Some(key) if key.trim().is_empty() => Err("expected an id, found an empty field".to_string()),
            Some(key) => Ok(self.ids.of_key(key)),
            None => Ok(Cow::Borrowed("")),
        }?;
        self.holes.clear();
        out.append(OPEN);
        out.append(id.as_bytes());
        self.holes.push(Span {
            start: OPEN.len(),
            end: out.len(),
        });
        out.append(PARAMS);
        let params = out.len();
        if let Err(problem) = self.template.fill(out, &mut self.holes, cell, &self.defaults) {
            out.clear();
            return Err(problem);
        }
        let id = if key.is_some() {
            id
        } else {
            let id = self.ids.of_content(out.text().get(params..).unwrap_or_default());
            // Moves only the text of a single request.
            out.insert(OPEN.len(), id.as_bytes());
            for (index, hole) in self.holes.iter_mut().enumerate() {
                hole.start += if index == 0 { 0 } else { id.len() };
                hole.end += id.len();
            }
            id.into()
        };
        out.append(b"}");
        self.rows += 1;
        self.note(&id, key);
        Ok(())
    }

    fn note(&mut self, id: &str, key: Option<&str>) {
        let Some(log) = &mut self.id_log else { return };
        log.extend_from_slice(format!("{{\"custom_id\":\"{id}\",\"row\":{}", self.rows).as_bytes());
        if let Some(key) = key {
            log.extend_from_slice(b",\"key\":\"");
            escape(log, key.as_bytes());
            log.push(b'"');
        }
        log.extend_from_slice(b"}\n");
    }
}

/// Returns the error for a row, or for a line that is not a row.
pub(super) fn row_error(row: Option<u64>, line: Option<u64>, problem: String) -> Error {
    Error::Rows { row, line, problem }
}

fn count(columns: usize) -> String {
    format!("{columns} column{}", if columns == 1 { "" } else { "s" })
}
