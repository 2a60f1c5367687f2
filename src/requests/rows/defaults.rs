//! Default values for empty or missing columns.

use crate::json::{Index, Kind, Value};
use crate::requests::error::Error;
use crate::requests::rows::columns::suggestion;
use crate::requests::rows::json_text::{in_string, on_one_line};
use crate::wording::{InvalidOption, quoted};

/// A default value, as the inner text of a JSON string and as a JSON value.
#[derive(Debug, Default)]
pub(super) struct DefaultValue {
    pub(super) text: Vec<u8>,
    pub(super) json: Vec<u8>,
}

impl DefaultValue {
    pub(super) fn of(value: Value<'_>) -> DefaultValue {
        let mut text = Vec::new();
        // As in a row, null inside a text is nothing.
        if !value.is_null() {
            in_string(&mut text, value);
        }
        let mut json = Vec::new();
        on_one_line(&mut json, value.raw());
        DefaultValue { text, json }
    }
}

/// The default of each column of the template, if it has one.
#[derive(Debug)]
pub(super) struct Defaults {
    values: Vec<Option<DefaultValue>>,
    are_lossy: bool,
}

impl Defaults {
    /// Parses the JSON text of an object of columns and values. A column that the template does not use is an error.
    pub(super) fn read<'c>(
        columns: impl Iterator<Item = &'c str> + Clone,
        text: Option<&str>,
    ) -> Result<Defaults, Error> {
        let mut defaults: Vec<Option<DefaultValue>> = columns.clone().map(|_| None).collect();
        let Some(text) = text else {
            return Ok(Defaults {
                values: defaults,
                are_lossy: false,
            });
        };
        let mut index = Index::default();
        let root = index.read(text.as_bytes());
        let root = root.map_err(|fault| invalid("JSON".into(), fault.to_string()))?;
        if root.kind() != Kind::Object {
            return Err(invalid(
                "an object of columns and values".into(),
                root.kind().a().into(),
            ));
        }
        for (key, value) in root.entries() {
            let name = key.text().map(|text| text.value()).unwrap_or_default();
            let at = columns.clone().position(|column| column == name);
            let Some(default) = at.and_then(|at| defaults.get_mut(at)) else {
                let found = format!("{}{}", quoted(&name), suggestion(&name, columns));
                return Err(invalid("columns that the template names".into(), found));
            };
            *default = Some(DefaultValue::of(value));
        }
        Ok(Defaults {
            values: defaults,
            are_lossy: !root.lossy().is_empty(),
        })
    }

    /// Returns whether any of them would not reach the API unchanged.
    pub(super) fn are_lossy(&self) -> bool {
        self.are_lossy
    }

    /// Returns the default of a column, by its index in the template.
    pub(super) fn get(&self, column: usize) -> Option<&DefaultValue> {
        self.values.get(column).and_then(Option::as_ref)
    }
}

fn invalid(expected: String, found: String) -> Error {
    Error::Option(InvalidOption {
        name: "defaults".into(),
        expected,
        found,
        range: false,
    })
}
