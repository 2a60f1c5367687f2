//! Names in the schema of a tool: property names, and names that must be unique.

use crate::json::Value;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::json_schema::{Reading, unique};
use crate::wording::Quoted;

/// Checks the property names at the top level, where the API is stricter than JSON Schema.
pub(super) fn of_properties<'a>(cursor: &mut Cursor<'a, '_>, properties: Value<'a>) {
    const LONGEST: usize = 64;
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    for (key, _) in properties.entries() {
        let Some(name) = key.text() else { continue };
        let value = name.value();
        if (1..=LONGEST).contains(&value.len()) && value.bytes().all(fits) {
            continue;
        }
        let expected = format_args!("expected a property name of 1 to {LONGEST} letters, digits, _, . or -");
        let count = value.chars().count();
        let message = match count <= LONGEST {
            true => format_args!("{expected}, found {}", Quoted(&value)),
            false => format_args!("{expected}, found {count} characters"),
        };
        cursor.inside(Step::Name("properties"), |cursor| {
            let rule = rule!("tool.input_schema.property_name");
            cursor.report_at(rule, Step::Key(name), key.span(), message, None);
        });
    }
}

/// Reports duplicates in the array of a keyword.
pub(super) fn report_duplicates<'a>(reading: Reading, cursor: &mut Cursor<'a, '_>, key: Value<'a>, list: Value<'a>) {
    if let Some(name) = key.text().filter(|_| list.items().nth(1).is_some()) {
        cursor.inside(Step::Key(name), |cursor| unique(reading, cursor, list));
    }
}
