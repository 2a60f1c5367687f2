use serde::Serialize;

use crate::bytes::Position;
use crate::bytes::growth;
use crate::bytes::lines::{Lines, trim};
use crate::results::export::column::Column;
use crate::results::export::csv;
use crate::results::export::format::Format;
use crate::results::export::jsonl;
use crate::results::export::line::Line;
use crate::results::outcome::Outcome;
use crate::results::record;
use crate::results::record::MAX_LINE;
use crate::results::resume::DeliveryLog;

/// Writes a file while results are read.
#[derive(Debug)]
pub struct FileWriter {
    lines: Lines,
    max_line: usize,
    format: Format,
    columns: Vec<Column>,
    outcomes: Option<Vec<Outcome>>,
    /// Whether the header line was written.
    begun: bool,
    delivered: DeliveryLog,
    ids: DeliveryLog,
    has_result: bool,
    report: ExportReport,
}

/// The report of an export. It corresponds to `ExportReport` in types.ts, which documents it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct ExportReport {
    pub written: u64,
    pub not_json: u64,
    pub json_in_text: u64,
    pub malformed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_malformed: Option<String>,
    pub repeated_ids: u64,
}

impl FileWriter {
    /// Creates a writer. With `outcomes`, only records with one of these are written.
    pub fn new(format: Format, columns: Vec<Column>, outcomes: Option<Vec<Outcome>>) -> FileWriter {
        FileWriter {
            lines: Lines::with_max_line(MAX_LINE + 1),
            max_line: MAX_LINE,
            format,
            columns,
            outcomes,
            begun: false,
            delivered: DeliveryLog::default(),
            ids: DeliveryLog::default(),
            has_result: false,
            report: ExportReport::default(),
        }
    }

    /// Sets the maximum number of bytes of a line; a longer line is malformed.
    pub fn set_max_line(&mut self, max_line: usize) {
        (self.lines, self.max_line) = (Lines::with_max_line(max_line.saturating_add(1)), max_line);
    }

    /// Returns the report so far.
    pub fn report(&self) -> ExportReport {
        ExportReport {
            repeated_ids: self.ids.repeated(),
            ..self.report.clone()
        }
    }

    /// Returns the reason if no line is a result; `None` if one is.
    pub fn no_result(&self) -> Option<String> {
        (!self.has_result).then(|| record::no_result(self.report.first_malformed.as_deref()))
    }

    /// Takes the next bytes of the results; returns the next bytes of the file.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = self.begin();
        let mut lines = std::mem::take(&mut self.lines);
        lines.push(bytes, |line, position| self.line(line, position, &mut out));
        self.lines = lines;
        out
    }

    /// Ends the results; returns the last bytes of the file.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut out = self.begin();
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(|line, position| self.line(line, position, &mut out));
        self.lines = lines;
        out
    }

    /// Writes one record with the row that it answers, both as JSON. Without a record, writes only the row.
    pub fn pair(&mut self, row: &[u8], line: &[u8], position: Position) -> Vec<u8> {
        let mut out = self.begin();
        let record = (!line.is_empty()).then(|| record::parse(line));
        self.write(&Line::new(line, position, record.as_ref(), Some(row)), &mut out);
        out
    }

    /// Starts at a line other than the first.
    pub fn start_at(&mut self, position: Position) {
        self.lines.restart_at(position);
    }

    /// Drops the unfinished line and continues at its start.
    pub fn restart(&mut self) {
        self.lines.restart_at(self.lines.position());
    }

    /// Returns the position of the next line.
    pub fn position(&self) -> Position {
        self.lines.position()
    }

    /// Returns the number of records in the unfinished line.
    pub fn records_left(&self) -> u64 {
        record::count(self.lines.tail())
    }

    /// Returns the records that were read, including those that were not written.
    pub fn delivered(&self) -> &DeliveryLog {
        &self.delivered
    }

    /// Marks a record as already contained in another file.
    pub fn mark_delivered(&mut self, custom_id: &str) {
        self.delivered.add_id(custom_id);
    }

    fn begin(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if let Format::Csv { bom, defuse, delimiter } = self.format
            && !self.begun
        {
            if bom {
                out.extend_from_slice(b"\xef\xbb\xbf");
            }
            for (index, column) in self.columns.iter().enumerate() {
                csv::cell(&mut out, index, delimiter, &column.name, defuse);
            }
            out.extend_from_slice(b"\r\n");
        }
        self.begun = true;
        out
    }

    fn line(&mut self, line: &[u8], position: Position, out: &mut Vec<u8>) {
        let bytes = line.len();
        let (line, before) = trim(line);
        if line.is_empty() {
            return;
        }
        let position = position.plus(before);
        // Most of the output is copied from the line.
        growth::reserve(out, line.len() + line.len() / 16 + 64);
        let record = record::parse_up_to(line, bytes, self.max_line, false);
        if record.is_err() && bytes <= self.max_line {
            let records = record::joined(line);
            if !records.is_empty() {
                for span in records {
                    let one = line.get(span.start..span.end).unwrap_or_default();
                    self.line(one, position.plus(span.start), out);
                }
                return;
            }
        }
        self.delivered.add(line);
        match &record {
            Ok(record) => {
                self.has_result = true;
                self.ids.add_id(&record.value(record.custom_id));
            }
            Err(malformed) => {
                self.report.malformed += 1;
                let first = &mut self.report.first_malformed;
                first.get_or_insert_with(|| malformed.describe(line, position));
            }
        }
        let line = Line::new(line, position, Some(&record), None);
        if self
            .outcomes
            .as_ref()
            .is_none_or(|wanted| wanted.contains(&line.outcome()))
        {
            self.write(&line, out);
        }
    }

    fn write(&mut self, line: &Line<'_>, out: &mut Vec<u8>) {
        self.report.written += 1;
        if self.columns.iter().any(Column::is_json) && line.is_answer() {
            match line.json() {
                None => self.report.not_json += 1,
                Some((_, is_whole)) => self.report.json_in_text += u64::from(!is_whole),
            }
        }
        match self.format {
            Format::Raw => {
                out.extend_from_slice(line.bytes());
                out.push(b'\n');
            }
            Format::Csv { defuse, delimiter, .. } => {
                for (index, column) in self.columns.iter().enumerate() {
                    csv::value(out, index, delimiter, &line.value(column), defuse);
                }
                out.extend_from_slice(b"\r\n");
            }
            Format::Jsonl => {
                for (index, column) in self.columns.iter().enumerate() {
                    out.push(if index == 0 { b'{' } else { b',' });
                    jsonl::text(out, &column.name);
                    out.push(b':');
                    jsonl::value(out, &line.value(column));
                }
                out.extend_from_slice(b"}\n");
            }
        }
    }
}
