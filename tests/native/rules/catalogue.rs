//! The catalogue itself, and the tables of the schema.

use std::collections::HashSet;

use message_batches::rules::rules;
use message_batches::rules::schema::{Name, Shape, Type};

#[test]
fn the_catalogue_has_every_code_once() {
    let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
    let unique: HashSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len());
}

#[test]
fn every_object_of_the_schema_is_part_of_a_request() {
    let mut seen = HashSet::new();
    visit(Name::CreateParams, &mut seen);
    // Visited explicitly: in the configurations of an MCP toolset, the caller chooses the names.
    visit(Name::MCPToolDefaultConfig, &mut seen);
    assert_eq!(seen.len(), Name::COUNT);
}

fn visit(name: Name, seen: &mut HashSet<&'static str>) {
    if !seen.insert(name.as_str()) {
        return;
    }
    let shape = Shape::of(name);
    assert_eq!(shape.name, name);
    assert!(
        shape.fields().len() <= 64,
        "{name}: the check has a bit for each of 64 fields"
    );
    for field in shape.fields() {
        within(field.ty, seen);
    }
}

fn within(ty: Type, seen: &mut HashSet<&'static str>) {
    match ty {
        Type::One(name) => visit(name, seen),
        Type::AnyOf(names) => names.all().iter().for_each(|name| visit(*name, seen)),
        Type::Array(types) | Type::Or(types) => types.all().iter().for_each(|ty| within(*ty, seen)),
        _ => {}
    }
}
