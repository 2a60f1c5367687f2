//! Detects a template without placeholders, or with a column in single braces: its author most likely used the placeholder syntax
//! of another language.

use crate::bytes::find;
use crate::json::{Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::columns;
use crate::requests::rows::placeholder::halves;
use crate::requests::rows::template::{Column, Template};
use crate::wording::{InvalidOption, lower_case, quoted};

/// Opening and closing delimiters of placeholders in other languages. If one begins with another, the longer one is first.
const AROUND: [(&str, &str); 11] = [
    ("${", "}"),
    ("#{", "}"),
    ("<%=", "%>"),
    ("{%", "%}"),
    ("{", "}"),
    ("<<", ">>"),
    ("<", ">"),
    ("[[", "]]"),
    ("[", "]"),
    ("%(", ")s"),
    ("%", "%"),
];
/// Prefixes of a bare name in other languages.
const BEFORE: [char; 3] = ['$', ':', '@'];
/// Positional placeholders of other languages.
const POSITIONAL: [&str; 6] = ["%s", "%d", "{}", "{0}", "$1", "%1"];

/// A placeholder of another language, and the column that it names.
struct Lookalike<'n> {
    path: String,
    text: String,
    name: &'n str,
}

/// Fails if the rows have columns, because the template uses none of them.
#[cold]
#[inline(never)]
pub(super) fn check(template: &Template, id: Option<&str>, names: &[String]) -> Result<(), Error> {
    let is_id = |name: &&String| {
        Some(name.as_str()) == id || ["id", "custom_id"].iter().any(|id| name.eq_ignore_ascii_case(id))
    };
    // The placeholder more likely means a data column than an id column.
    let Some(usual) = names.iter().find(|name| !is_id(name)).or(names.first()) else {
        return Ok(());
    };
    let mut index = Index::default();
    let root = index.read(template.fixed()).ok();
    let found = root.and_then(|root| search(root, &mut Vec::new(), names, usual));
    let remedy = match found {
        Some(Lookalike { path, text, name }) => format!("Write {{{{{name}}}}} for {} at {path}", display_text(&text)),
        None => format!("Write {{{{{usual}}}}} where the text of a row belongs"),
    };
    Err(Error::Option(InvalidOption {
        name: "template".into(),
        expected: format!(
            "{{{{column}}}} for a column that the rows have ({})",
            columns::list(names)
        ),
        found: format!("none, so all requests would be identical. {remedy}"),
        range: false,
    }))
}

/// Fails if a column appears only in single braces. A template that also uses it in a placeholder uses single braces on purpose.
#[cold]
#[inline(never)]
pub(super) fn check_braces(template: &Template, names: &[String]) -> Result<(), Error> {
    let is_used = |name: &str| template.columns().iter().any(|column| column.name == name);
    let mut single = template.single().iter();
    let Some(Column { name, path }) = single.find(|column| names.contains(&column.name) && !is_used(&column.name))
    else {
        return Ok(());
    };
    Err(Error::Option(InvalidOption {
        name: "template".into(),
        expected: format!("{{{{{name}}}}} for the column {}", quoted(name)),
        found: format!(
            "{{{name}}} at {path}, which stays as it is in every request. Write {{{{{name}}}}}, or a space after its brace if \
             it is meant as text"
        ),
        range: false,
    }))
}

/// Returns the text as written, or quoted if it is long or has invisible characters.
fn display_text(text: &str) -> String {
    match quoted(text) {
        quoted if quoted.len() == text.len() + 2 => text.into(),
        quoted => quoted,
    }
}

fn search<'n>(value: Value<'_>, path: &mut Vec<String>, names: &'n [String], usual: &'n str) -> Option<Lookalike<'n>> {
    match value.kind() {
        Kind::String => {
            let text = value.text()?;
            let text = text.value();
            let (text, name) = find_named(&text, names).or_else(|| {
                let positional = POSITIONAL.iter().find(|one| find(&text, one).is_some())?;
                Some((*positional, usual))
            })?;
            Some(Lookalike {
                path: path.join("."),
                text: text.into(),
                name,
            })
        }
        Kind::Object => value.entries().find_map(|(key, entry)| {
            let key = key.text().map(|text| text.value().into_owned()).unwrap_or_default();
            with_segment(path, key, |path| search(entry, path, names, usual))
        }),
        Kind::Array => value
            .items()
            .enumerate()
            .find_map(|(index, item)| with_segment(path, index.to_string(), |path| search(item, path, names, usual))),
        Kind::Number | Kind::Bool | Kind::Null => None,
    }
}

fn with_segment<T>(
    path: &mut Vec<String>,
    step: String,
    search: impl FnOnce(&mut Vec<String>) -> Option<T>,
) -> Option<T> {
    path.push(step);
    let found = search(path);
    path.pop();
    found
}

/// Returns the first placeholder of another language that names a column.
fn find_named<'t, 'n>(text: &'t str, names: &'n [String]) -> Option<(&'t str, &'n str)> {
    let column = |name: &str| {
        let name = name.trim();
        let is_it =
            |known: &&String| !name.is_empty() && known.chars().map(lower_case).eq(name.chars().map(lower_case));
        names.iter().find(is_it).map(String::as_str)
    };
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter_map(|at| text.get(at..)).find_map(|rest| {
        for (open, close) in AROUND {
            let Some((inner, _)) = rest.strip_prefix(open).and_then(|inner| halves(inner, close)) else {
                continue;
            };
            if let Some(name) = column(inner) {
                return Some((rest.get(..open.len() + inner.len() + close.len())?, name));
            }
        }
        let bare = rest.strip_prefix(BEFORE)?;
        let length = bare
            .find(|char: char| !char.is_alphanumeric() && char != '_')
            .unwrap_or(bare.len());
        Some((rest.get(..=length)?, column(bare.get(..length)?)?))
    })
}
