//! Rows to requests: CSV or JSON objects in, one line of JSON a row out, each a request.

use crate::bytes::encoding;
use crate::json::escape::{escape, is_ascii};
use crate::json::{Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::columns;
use crate::requests::rows::columns::Column;
use crate::requests::rows::csv::{Csv, Read, Record};
use crate::requests::rows::custom_id::CustomIds;
use crate::requests::rows::template::{Cell, Filling, Template};
use crate::wording::{InvalidOption, quoted};

/// So much white space is waited out before the format is told.
const BLANK: usize = 65_536;

/// How rows stand in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Told by the first character: `{` means one JSON object a line, anything else CSV.
    #[default]
    Auto,
    /// CSV, the names of the columns in its first line.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// The same, written by us for objects of the caller's: lines mean nothing to him.
    Objects,
}

/// How rows become requests.
#[derive(Debug, Clone, Default)]
pub struct RowOptions {
    /// How they stand in the input.
    pub format: Format,
    /// What separates the columns of CSV; if not given it is told from the header.
    pub delimiter: Option<u8>,
    /// The column that ids are made of; without one they are made of what the request says.
    pub id: Option<String>,
    /// JSON text of an object: values for columns in which a row has nothing.
    pub defaults: Option<String>,
    /// Whether to note which row and key each id belongs to.
    pub note_ids: bool,
}

/// The converter. It holds an unfinished row, and what `CustomIds` holds.
#[derive(Debug)]
pub struct Rows {
    template: Template,
    /// What to put in the place of nothing, by column of the template.
    fillings: Vec<Option<Filling>>,
    id: Option<String>,
    state: State,
    /// Names of the columns, once they were read.
    columns: Vec<String>,
    /// What was pushed; from `at` on it is not used yet.
    input: Vec<u8>,
    at: usize,
    ended: bool,
    failed: bool,
    row: u64,
    ids: CustomIds,
    noted: Option<Vec<u8>>,
}

#[derive(Debug)]
enum State {
    Start(Format, Option<u8>),
    Csv(Box<Csv>, Option<Header>),
    Lines(Lines),
}

/// Where the template's columns, and that of the id, stand in a CSV.
#[derive(Debug)]
struct Header {
    columns: Vec<Option<usize>>,
    id: Option<usize>,
    len: usize,
}

#[derive(Debug)]
struct Lines {
    index: Index,
    /// Whether lines are the caller's own.
    told: bool,
    line: u64,
    /// Up to where there is no line end.
    seen: usize,
    after_cr: bool,
}

impl Rows {
    /// `template` is the JSON text of `params`.
    pub fn new(template: &str, options: RowOptions) -> Result<Rows, Error> {
        let template = Template::compile(template.as_bytes())?;
        let fillings = fillings(&template, options.defaults.as_deref())?;
        Ok(Rows {
            template,
            fillings,
            id: options.id,
            state: State::Start(options.format, options.delimiter),
            columns: Vec::new(),
            input: Vec::new(),
            at: 0,
            ended: false,
            failed: false,
            row: 0,
            ids: CustomIds::default(),
            noted: options.note_ids.then(Vec::new),
        })
    }

    /// Takes the next bytes. Those that are given away are not copied, unless they go on with something.
    pub fn push(&mut self, bytes: impl Into<Vec<u8>>) {
        let bytes = bytes.into();
        if self.at > 0 {
            self.input.drain(..self.at);
            if let State::Lines(lines) = &mut self.state {
                lines.seen -= self.at;
            }
            self.at = 0;
        }
        if self.input.is_empty() {
            self.input = bytes;
        } else {
            self.input.extend_from_slice(&bytes);
        }
    }

    /// Ends the input.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Appends requests, one a line, until `out` has `enough` bytes or all that was pushed is used up, and says whether
    /// there may be more. After an error there is nothing more to be had.
    pub fn take(&mut self, out: &mut Vec<u8>, enough: usize) -> Result<bool, Error> {
        if self.failed {
            return Ok(false);
        }
        let taken = self.take_on(out, enough);
        self.failed = taken.is_err();
        taken
    }

    fn take_on(&mut self, out: &mut Vec<u8>, enough: usize) -> Result<bool, Error> {
        if let State::Start(format, delimiter) = &self.state {
            let (format, delimiter) = (*format, *delimiter);
            if !self.start(format, delimiter)? {
                return Ok(false);
            }
        }
        while out.len() < enough {
            if !self.row(out)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The columns of a CSV, or the keys of the first object, as soon as enough was pushed and taken to know them.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Ids since the last call, if they are noted: `{"custom_id":"…","row":1,"key":"…"}`, one a line.
    pub fn take_ids(&mut self) -> Vec<u8> {
        self.noted.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Tells the format; `false` while too little is there to tell.
    fn start(&mut self, format: Format, delimiter: Option<u8>) -> Result<bool, Error> {
        if self.input.len() < encoding::ENOUGH && !self.ended {
            return Ok(false);
        }
        // No more than these, however much has come at once.
        if let Some(problem) = encoding::wide(self.input.get(..encoding::ENOUGH).unwrap_or(&self.input)) {
            return Err(fault(None, None, problem));
        }
        if self.input.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
        }
        let beginning = self.input.get(..BLANK).unwrap_or(&self.input);
        let first = beginning.get(self.at..).unwrap_or_default().trim_ascii_start().first();
        let format = match (format, first) {
            (Format::Auto, None) if !self.ended && self.input.len() < BLANK => return Ok(false),
            (Format::Auto, Some(b'{')) => Format::Jsonl,
            (Format::Auto, Some(b'[')) => {
                let problem = "expected CSV, or one JSON object a line, found a JSON array. Give its items as rows: \
                               fromRows(JSON.parse(text), …). If it is CSV, say so: format \"csv\"";
                return Err(fault(None, None, problem.into()));
            }
            (Format::Auto, _) => Format::Csv,
            (told, _) => told,
        };
        self.state = match format {
            Format::Csv | Format::Auto => State::Csv(Box::new(Csv::new(delimiter)), None),
            Format::Jsonl | Format::Objects => State::Lines(Lines {
                index: Index::default(),
                told: format == Format::Jsonl,
                line: 0,
                seen: self.at,
                after_cr: false,
            }),
        };
        Ok(true)
    }

    /// Reads one row, if it is there, and appends its request.
    fn row(&mut self, out: &mut Vec<u8>) -> Result<bool, Error> {
        match &mut self.state {
            State::Start(..) => Ok(false),
            State::Csv(csv, header) => {
                match csv.read(&self.input, &mut self.at, self.ended) {
                    Read::Record => {}
                    Read::NeedsMore if self.ended && header.is_none() => {
                        let problem = "expected a first line with the names of the columns, found nothing";
                        return Err(fault(None, Some(1), problem.into()));
                    }
                    Read::NeedsMore => return Ok(false),
                    Read::OpenQuote(line) => {
                        let row = header.is_some().then_some(self.row + 1);
                        let problem = "expected a quote that ends the field, found the end of the text. A quote that \
                                       opened on this line, or after it, was never closed";
                        return Err(fault(row, Some(line), problem.into()));
                    }
                }
                let record = csv.record();
                if let Some(header) = header {
                    self.row += 1;
                    let told = |problem| fault(Some(self.row), Some(record.line), problem);
                    let line = Request {
                        template: &self.template,
                        fillings: &self.fillings,
                        ids: &mut self.ids,
                        noted: &mut self.noted,
                        row: self.row,
                    };
                    return line.of_record(record, header, out).map_err(told).map(|()| true);
                }
                let (found, names) = header_of(record, &self.template, &self.fillings, self.id.as_deref())?;
                *header = Some(found);
                self.columns = names;
                Ok(true)
            }
            State::Lines(lines) => {
                let Some((start, end)) = lines.next(&self.input, &mut self.at, self.ended) else {
                    return Ok(false);
                };
                let text = self.input.get(start..end).unwrap_or_default();
                if text.trim_ascii().is_empty() {
                    return Ok(true);
                }
                self.row += 1;
                let (row, line) = (self.row, lines.told.then_some(lines.line));
                let told = |problem| fault(Some(row), line, problem);
                let value = lines.index.read(text).map_err(|fault| told(not_json(text, &fault)))?;
                if value.kind() != Kind::Object {
                    let found = value.kind().a();
                    return Err(told(format!("expected an object of columns and values, found {found}")));
                }
                if row == 1 {
                    let has = |name: &str| columns::find(value, name).is_some();
                    let names = || {
                        value
                            .entries()
                            .filter_map(|(key, _)| Some(key.text()?.value().into_owned()))
                    };
                    let wanted = wanted(&self.template, &self.fillings);
                    columns::all_known(wanted, self.id.as_deref(), has, names)?;
                    self.columns = names().collect();
                }
                let request = Request {
                    template: &self.template,
                    fillings: &self.fillings,
                    ids: &mut self.ids,
                    noted: &mut self.noted,
                    row,
                };
                request.of_object(value, self.id.as_deref(), out).map_err(told)?;
                Ok(true)
            }
        }
    }
}

impl Lines {
    /// The next line that has ended, without its end; `at` moves behind it.
    fn next(&mut self, input: &[u8], at: &mut usize, ended: bool) -> Option<(usize, usize)> {
        if self.after_cr && *at < input.len() {
            self.after_cr = false;
            if input.get(*at) == Some(&b'\n') {
                *at += 1;
            }
        }
        let start = *at;
        self.seen = self.seen.max(start);
        let rest = input.get(self.seen..).unwrap_or_default();
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            Some(found) => {
                let end = self.seen + found;
                self.after_cr = rest.get(found) == Some(&b'\r');
                *at = end + 1;
                end
            }
            None => {
                self.seen = input.len();
                if !ended || start == input.len() {
                    return None;
                }
                *at = input.len();
                input.len()
            }
        };
        self.seen = *at;
        self.line += 1;
        Some((start, end))
    }
}

/// What a row needs to become a request.
struct Request<'a> {
    template: &'a Template,
    fillings: &'a [Option<Filling>],
    ids: &'a mut CustomIds,
    noted: &'a mut Option<Vec<u8>>,
    row: u64,
}

impl Request<'_> {
    fn of_record(self, record: Record<'_>, header: &Header, out: &mut Vec<u8>) -> Result<(), String> {
        if record.len() != header.len {
            let (expected, found) = (count(header.len), record.len());
            return Err(format!("expected {expected} as in the first line, found {found}"));
        }
        // Field by field: both halves of a character may be there, a delimiter between them.
        if !is_ascii(record.text()) {
            let fields = (0..header.len).filter_map(|index| record.field(index));
            if let Some(field) = fields.into_iter().find(|field| std::str::from_utf8(field).is_err()) {
                return Err(encoding::narrow(field));
            }
        }
        let cell = |column: &Option<usize>| {
            column
                .and_then(|column| record.field(column))
                .map_or(Cell::Absent, Cell::Text)
        };
        let cells: Vec<_> = header.columns.iter().map(cell).collect();
        let key = match header.id.and_then(|column| record.field(column)) {
            Some(field) => Some(std::str::from_utf8(field).map_err(|_| encoding::narrow(field))?),
            None => None,
        };
        self.write(&cells, key, out)
    }

    fn of_object(self, row: Value<'_>, id: Option<&str>, out: &mut Vec<u8>) -> Result<(), String> {
        let columns = self.template.columns().iter();
        let cells: Vec<_> = columns
            .map(|column| columns::find(row, &column.name).map_or(Cell::Absent, Cell::Json))
            .collect();
        let Some(id) = id else {
            return self.write(&cells, None, out);
        };
        let value = columns::find(row, id);
        match value.map(|value| (value.kind(), value)) {
            Some((Kind::String, value)) => {
                let text = value.text().map(|text| text.value()).unwrap_or_default();
                self.write(&cells, Some(&text), out)
            }
            Some((Kind::Number | Kind::Bool, value)) => {
                let text = String::from_utf8_lossy(value.raw());
                self.write(&cells, Some(&text), out)
            }
            other => {
                let found = other.map_or("no such column", |(kind, _)| kind.a());
                let id = quoted(id);
                Err(format!(
                    "expected text or a number for an id in the column {id}, found {found}"
                ))
            }
        }
    }

    fn write(self, cells: &[Cell<'_>], key: Option<&str>, out: &mut Vec<u8>) -> Result<(), String> {
        const OPEN: &[u8] = b"{\"custom_id\":\"";
        const PARAMS: &[u8] = b"\",\"params\":";
        let start = out.len();
        let id = match key {
            Some(key) if key.trim().is_empty() => Err("expected an id, found an empty field".to_string()),
            Some(key) => Ok(self.ids.of_key(key)),
            None => Ok(String::new()),
        }?;
        for part in [OPEN, id.as_bytes(), PARAMS] {
            out.extend_from_slice(part);
        }
        let params = out.len();
        if let Err(problem) = self.template.fill(out, cells, self.fillings) {
            out.truncate(start);
            return Err(problem);
        }
        let id = if key.is_some() {
            id
        } else {
            let id = self.ids.of_content(out.get(params..).unwrap_or_default());
            // Nothing but the text of one request moves.
            let at = start + OPEN.len();
            out.splice(at..at, id.bytes());
            id
        };
        out.extend_from_slice(b"}\n");
        if let Some(noted) = self.noted {
            noted.extend_from_slice(format!("{{\"custom_id\":\"{id}\",\"row\":{}", self.row).as_bytes());
            if let Some(key) = key {
                noted.extend_from_slice(b",\"key\":\"");
                escape(noted, key.as_bytes());
                noted.push(b'"');
            }
            noted.extend_from_slice(b"}\n");
        }
        Ok(())
    }
}

/// Finds the columns in the first line of a CSV; gives all names beside.
fn header_of(
    record: Record<'_>,
    template: &Template,
    fillings: &[Option<Filling>],
    id: Option<&str>,
) -> Result<(Header, Vec<String>), Error> {
    let told = |problem| fault(None, Some(record.line), problem);
    let mut names = Vec::with_capacity(record.len());
    for index in 0..record.len() {
        let field = record.field(index).unwrap_or_default();
        match std::str::from_utf8(field) {
            Ok(name) => names.push(name.trim()),
            Err(_) => return Err(told(encoding::narrow(field))),
        }
    }
    let find = |name: &str| names.iter().position(|known| *known == name);
    let all = || names.iter().filter(|name| !name.is_empty()).map(ToString::to_string);
    columns::all_known(wanted(template, fillings), id, |name| find(name).is_some(), all)?;
    for name in template.columns().iter().map(|column| column.name.as_str()).chain(id) {
        let mut places = names.iter().enumerate().filter(|(_, known)| **known == name);
        if let (Some((one, _)), Some((other, _))) = (places.next(), places.next()) {
            let (name, one, other) = (quoted(name), one + 1, other + 1);
            let problem = format!("expected each column once, found {name} as column {one} and as column {other}");
            return Err(told(problem));
        }
    }
    let header = Header {
        columns: template.columns().iter().map(|column| find(&column.name)).collect(),
        id: id.and_then(find),
        len: names.len(),
    };
    Ok((header, all().collect()))
}

/// The columns that the rows must have, as the template names them.
fn wanted<'t>(template: &'t Template, fillings: &'t [Option<Filling>]) -> impl Iterator<Item = Column<'t>> {
    template
        .columns()
        .iter()
        .zip(fillings)
        .filter(|(_, filling)| filling.is_none())
        .map(|(column, _)| Column {
            name: &column.name,
            path: &column.path,
        })
}

/// The defaults, by column of the template. One that the template does not name is a slip of the pen.
fn fillings(template: &Template, defaults: Option<&str>) -> Result<Vec<Option<Filling>>, Error> {
    let wrong = |name: String, expected: String, found: String| {
        Error::Option(InvalidOption {
            name,
            expected,
            found,
            range: false,
        })
    };
    let mut fillings: Vec<Option<Filling>> = template.columns().iter().map(|_| None).collect();
    let mut index = Index::default();
    let Some(text) = defaults else { return Ok(fillings) };
    let root = index.read(text.as_bytes());
    let root = root.map_err(|fault| wrong("defaults".into(), "JSON".into(), fault.to_string()))?;
    if root.kind() != Kind::Object {
        let expected = "an object of columns and values".into();
        return Err(wrong("defaults".into(), expected, root.kind().a().into()));
    }
    for (key, value) in root.entries() {
        let name = key.text().map(|text| text.value()).unwrap_or_default();
        let at = template.columns().iter().position(|column| column.name == name);
        let Some(filling) = at.and_then(|at| fillings.get_mut(at)) else {
            let names = template.columns().iter().map(|column| column.name.as_str());
            let found = format!("{}{}", quoted(&name), columns::meant(&name, names));
            return Err(wrong(
                "defaults".into(),
                "columns that the template names".into(),
                found,
            ));
        };
        *filling = Some(Filling::of(value));
    }
    Ok(fillings)
}

fn not_json(text: &[u8], fault: &crate::json::Fault) -> String {
    match std::str::from_utf8(text) {
        Ok(_) => format!("not valid JSON: {fault}"),
        Err(_) => encoding::narrow(text),
    }
}

fn count(columns: usize) -> String {
    format!("{columns} column{}", if columns == 1 { "" } else { "s" })
}

fn fault(row: Option<u64>, line: Option<u64>, problem: String) -> Error {
    Error::Rows { row, line, problem }
}
