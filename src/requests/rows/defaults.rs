//! Values for columns in which a row has nothing.

use crate::json::{Index, Kind};
use crate::requests::error::Error;
use crate::requests::rows::columns;
use crate::requests::rows::template::{DefaultValue, Template};
use crate::wording::{InvalidOption, quoted};

/// The default of each column of the template, if it has one.
#[derive(Debug)]
pub(super) struct Defaults(Vec<Option<DefaultValue>>);

impl Defaults {
    /// Reads the JSON text of an object of columns and values. A column that the template does not name is an error.
    pub(super) fn read(template: &Template, text: Option<&str>) -> Result<Defaults, Error> {
        let mut defaults: Vec<Option<DefaultValue>> = template.columns().iter().map(|_| None).collect();
        let Some(text) = text else {
            return Ok(Defaults(defaults));
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
            let at = template.columns().iter().position(|column| column.name == name);
            let Some(default) = at.and_then(|at| defaults.get_mut(at)) else {
                let names = template.columns().iter().map(|column| column.name.as_str());
                let found = format!("{}{}", quoted(&name), columns::suggestion(&name, names));
                return Err(invalid("columns that the template names".into(), found));
            };
            *default = Some(DefaultValue::of(value));
        }
        Ok(Defaults(defaults))
    }

    /// That of a column, by its index in the template.
    pub(super) fn get(&self, column: usize) -> Option<&DefaultValue> {
        self.0.get(column).and_then(Option::as_ref)
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
