//! A template: `params` in which `{{column}}` is replaced by a column of the rows. It is compiled once to JSON text with slots.
//! For each row, the slots are filled and the rest is copied.

use crate::bytes::find;
use crate::json::escape::escape;
use crate::json::{BLOCK, BlockWriter, Index, Kind, Span, Value};
use crate::requests::error::Error;
use crate::requests::rows::csv_scan::Field;
use crate::requests::rows::defaults::Defaults;
use crate::requests::rows::json_text::on_one_line;
use crate::requests::rows::placeholder::{Piece, pieces};
use crate::wording::{InvalidOption, quoted};

/// A compiled template.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
    columns: Vec<Column>,
    /// Names in single braces, which are mistakes if they are columns.
    single: Vec<Column>,
}

/// A column that the template uses.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    /// The position at which the template first uses it, such as `messages.0.content`.
    pub(super) path: String,
}

#[derive(Debug)]
enum Part {
    /// JSON text of this length, and padding so that it can be copied in blocks.
    Fixed(Vec<u8>, usize),
    /// A column's text inside a string.
    Text(usize),
    /// A column's value that replaces a string.
    Json(usize),
}

/// The params that are numbers.
const NUMBERS: [&str; 5] = ["max_tokens", "temperature", "top_p", "top_k", "thinking.budget_tokens"];

/// The value of a row in a column.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Absent,
    /// A CSV field, in UTF-8, and the text that contains it.
    Field(&'a [u8], Field),
    Json(Value<'a>),
}

/// Returns a description of a template that is more than the params of a request.
fn whole(root: Value<'_>) -> Option<&'static str> {
    let has = |name: &str, kind: Kind| root.get(name).is_some_and(|value| value.kind() == kind);
    let has_id = root.get("custom_id").is_some();
    match () {
        () if has("params", Kind::Object) && has_id => {
            Some("a whole request with custom_id and params. The id comes from the option id")
        }
        () if has("params", Kind::Object) => Some("an object that has them as params. Pass what is in it"),
        () if has("requests", Kind::Array) => Some("a create body with requests. Pass the params of one of them"),
        () if has("body", Kind::Object) && (has_id || root.get("method").is_some()) => {
            Some("a line for another vendor's batch, with body. Convert it first, and pass the params of its request")
        }
        () => None,
    }
}

impl Template {
    /// Compiles the JSON text of `params`.
    pub(super) fn compile(text: &[u8]) -> Result<Template, Error> {
        let mut index = Index::default();
        let root = index
            .read(text)
            .map_err(|fault| template_error("", "JSON".into(), format!("text that is not: {fault}")))?;
        if root.kind() != Kind::Object {
            return Err(template_error("", "an object of params".into(), root.kind().a().into()));
        }
        if let Some(found) = whole(root) {
            let expected = "what belongs in params (model, max_tokens, messages …)";
            return Err(template_error("", expected.into(), found.into()));
        }
        let mut compiler = Compiler {
            text,
            copied: 0,
            fixed: Vec::with_capacity(text.len()),
            template: Template {
                parts: Vec::new(),
                columns: Vec::new(),
                single: Vec::new(),
            },
            path: Vec::new(),
        };
        compiler.value(root)?;
        compiler.copy_to(text.len());
        compiler.end_fixed();
        Ok(compiler.template)
    }

    /// Returns the columns, without duplicates, in order of first use.
    pub(super) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Returns the names in single braces, without duplicates.
    pub(super) fn single(&self) -> &[Column] {
        &self.single
    }

    /// Returns whether it is `{}`, the template of callers who only want the columns of the rows.
    pub(super) fn is_empty(&self) -> bool {
        let is_brace = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'{' | b'}');
        self.fixed().iter().all(is_brace)
    }

    /// Returns the text of a template without placeholders.
    pub(super) fn fixed(&self) -> &[u8] {
        match self.parts.as_slice() {
            [Part::Fixed(text, length)] => text.get(..*length).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Appends the text of a row's params, and the range of each filled placeholder to `holes`. `cell` returns the value of a
    /// column by its index in `columns`. Fails if the row does not fit.
    pub(super) fn fill<'c>(
        &self,
        out: &mut BlockWriter,
        holes: &mut Vec<Span>,
        cell: &dyn Fn(usize) -> Cell<'c>,
        defaults: &Defaults,
    ) -> Result<(), String> {
        for part in &self.parts {
            let (column, as_json) = match part {
                Part::Fixed(text, length) => {
                    out.copy(text, 0, *length);
                    continue;
                }
                Part::Text(column) => (*column, false),
                Part::Json(column) => (*column, true),
            };
            let cell = cell(column);
            let start = out.len();
            if cell.is_nothing()
                && let Some(default) = defaults.get(column)
            {
                out.append(if as_json { &default.json } else { &default.text });
            } else {
                let filled = if as_json { json(out, cell) } else { text(out, cell) };
                filled.map_err(|misfit| self.misfit(column, misfit))?;
            }
            holes.push(Span { start, end: out.len() });
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn misfit(&self, column: usize, (expected, found): Misfit) -> String {
        let name = self.columns.get(column).map_or("", |column| column.name.as_str());
        format!("expected {expected} in the column {}, found {found}", quoted(name))
    }
}

impl Cell<'_> {
    fn is_nothing(&self) -> bool {
        match self {
            Cell::Absent => true,
            Cell::Field(_, field) => field.start == field.end,
            Cell::Json(value) => value.is_null(),
        }
    }
}

/// What was expected, and what was found.
type Misfit = (&'static str, String);

fn text(out: &mut BlockWriter, cell: Cell<'_>) -> Result<(), Misfit> {
    match cell {
        Cell::Absent => return Err(("a value", "no such column".into())),
        Cell::Field(text, field) if field.escapes => out.escape(text, field.start, field.end, field.doubled),
        Cell::Field(text, field) => out.copy(text, field.start, field.end),
        Cell::Json(value) if value.is_null() => return Err(("a value", "null".into())),
        Cell::Json(value) => match value.inner() {
            // Already escaped.
            Some((inner, _)) => out.append(inner),
            None => out.escape(value.raw(), 0, value.raw().len(), false),
        },
    }
    Ok(())
}

fn json(out: &mut BlockWriter, cell: Cell<'_>) -> Result<(), Misfit> {
    let text = match cell {
        Cell::Absent => return Err(("a value", "no such column".into())),
        Cell::Json(value) => {
            out.append(value.raw());
            return Ok(());
        }
        Cell::Field(text, field) => field.resolved(text),
    };
    if text.trim_ascii().is_empty() {
        return Err(("JSON", "nothing".into()));
    }
    match Index::default().read(&text) {
        Ok(value) => {
            let mut line = Vec::new();
            on_one_line(&mut line, value.raw());
            out.append(&line);
            Ok(())
        }
        Err(fault) => {
            let found = format!("{}: {fault}", quoted(&String::from_utf8_lossy(&text)));
            Err(("JSON", found))
        }
    }
}

struct Compiler<'a> {
    text: &'a [u8],
    /// The offset up to which the text was copied to `fixed`, or replaced.
    copied: usize,
    fixed: Vec<u8>,
    template: Template,
    /// Keys and indices of the path to the current value.
    path: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn value(&mut self, value: Value<'a>) -> Result<(), Error> {
        match value.kind() {
            Kind::String => self.string(value, false)?,
            Kind::Object => {
                for (key, entry) in value.entries() {
                    let name = key.text().map(|text| text.value().into_owned()).unwrap_or_default();
                    self.path.push(name);
                    self.string(key, true)?;
                    self.value(entry)?;
                    self.path.pop();
                }
            }
            Kind::Array => {
                for (index, item) in value.items().enumerate() {
                    self.path.push(index.to_string());
                    self.value(item)?;
                    self.path.pop();
                }
            }
            Kind::Number | Kind::Bool | Kind::Null => {}
        }
        Ok(())
    }

    /// Compiles a string. One without braces stays unchanged, including its escapes.
    fn string(&mut self, value: Value<'a>, is_key: bool) -> Result<(), Error> {
        let Some(text) = value.text() else { return Ok(()) };
        let text = text.value();
        if find(&text, "{{").is_none() {
            if !is_key && text.contains('{') {
                self.single(&text);
            }
            return Ok(());
        }
        let path = self.path.join(".");
        let pieces = pieces(&text).map_err(|(expected, found)| template_error(&path, expected.into(), found))?;
        let placeholders = pieces
            .iter()
            .filter(|piece| matches!(piece, Piece::Placeholder { .. }))
            .count();
        if is_key && placeholders > 0 {
            let found = format!("one in the key {}", quoted(&text));
            return Err(template_error(&path, "placeholders in values only".into(), found));
        }
        if let [Piece::Placeholder { json: false, .. }] = pieces.as_slice()
            && NUMBERS.contains(&path.as_str())
        {
            let expected = "{{column | json}}, which inserts a number";
            return Err(template_error(&path, expected.into(), quoted(&text)));
        }
        let span = value.span();
        if let [Piece::Placeholder { name, json: true }] = pieces.as_slice() {
            self.copy_to(span.start);
            let column = self.column(name, &path);
            self.slot(Part::Json(column));
        } else {
            self.copy_to(span.start + 1);
            for piece in &pieces {
                match piece {
                    Piece::Text(text) => {
                        self.single(text);
                        escape(&mut self.fixed, text.as_bytes());
                    }
                    Piece::Placeholder { name, json: false } => {
                        let column = self.column(name, &path);
                        self.slot(Part::Text(column));
                    }
                    Piece::Placeholder { name, json: true } => {
                        let expected = format!("{{{{{name} | json}}}} to be the whole string");
                        return Err(template_error(&path, expected, "text around it".into()));
                    }
                }
            }
            self.fixed.push(b'"');
        }
        self.copied = span.end;
        Ok(())
    }

    /// Records names in single braces: `{name}`.
    #[cold]
    #[inline(never)]
    fn single(&mut self, text: &str) {
        // JSON and the repetition counts of regular expressions contain braces as well.
        let is_other = |byte: u8| matches!(byte, b'"' | b':' | b'\n');
        let is_name = |name: &&str| !name.bytes().any(is_other) && !name.bytes().all(|byte| byte.is_ascii_digit());
        let inner = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        for name in inner.map(|(name, _)| name).filter(is_name) {
            let noted = &mut self.template.single;
            if !noted.iter().any(|column| column.name == name) {
                noted.push(Column {
                    name: name.into(),
                    path: self.path.join("."),
                });
            }
        }
    }

    fn column(&mut self, name: &str, path: &str) -> usize {
        let columns = &mut self.template.columns;
        if let Some(known) = columns.iter().position(|column| column.name == name) {
            return known;
        }
        columns.push(Column {
            name: name.into(),
            path: path.into(),
        });
        columns.len() - 1
    }

    fn slot(&mut self, part: Part) {
        self.end_fixed();
        self.template.parts.push(part);
    }

    fn copy_to(&mut self, end: usize) {
        on_one_line(&mut self.fixed, self.text.get(self.copied..end).unwrap_or_default());
        self.copied = end;
    }

    fn end_fixed(&mut self) {
        if !self.fixed.is_empty() {
            let mut text = std::mem::take(&mut self.fixed);
            let length = text.len();
            text.resize(length + BLOCK, 0);
            self.template.parts.push(Part::Fixed(text, length));
        }
    }
}

/// Returns the error for an invalid template, with a path in the template.
fn template_error(path: &str, expected: String, found: String) -> Error {
    let dot = if path.is_empty() { "" } else { "." };
    Error::Option(InvalidOption {
        name: format!("template{dot}{path}"),
        expected,
        found,
        range: false,
    })
}
