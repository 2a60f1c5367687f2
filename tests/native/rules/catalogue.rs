//! The catalogue itself.

use std::collections::HashSet;

use message_batches::rules::schema::{CREATE_PARAMS, Shape, Type};
use message_batches::rules::{rule, rules};

#[test]
fn has_every_code_once() {
    let codes: Vec<&str> = rules().map(|rule| rule.code).collect();
    let unique: HashSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len());
}

#[test]
fn knows_every_code_that_the_tables_name() {
    let mut seen = HashSet::new();
    visit(&CREATE_PARAMS, &mut seen);
    assert!(seen.len() > 100, "{} shapes were reached", seen.len());
}

fn visit(shape: &'static Shape, seen: &mut HashSet<&'static str>) {
    if !seen.insert(shape.name.as_str()) {
        return;
    }
    assert!(
        shape.fields.len() <= 64,
        "{}: the check has a bit for each of 64 fields",
        shape.name
    );
    let family = shape.family;
    for code in [family.unknown, family.missing, family.null, family.tag, family.untagged] {
        assert!(rule(code).is_some(), "{}: {code}", shape.name);
    }
    for field in shape.fields {
        assert!(
            field.rule.is_none_or(|code| rule(code).is_some()),
            "{}.{}: {:?}",
            shape.name,
            field.name,
            field.rule
        );
        assert!(
            field.missing.is_none_or(|code| rule(code).is_some()),
            "{}.{}: {:?}",
            shape.name,
            field.name,
            field.missing
        );
        within(&field.ty, seen);
    }
}

fn within(ty: &'static Type, seen: &mut HashSet<&'static str>) {
    match ty {
        Type::Array(inner) => within(inner, seen),
        Type::One(shape) => visit(shape, seen),
        Type::AnyOf(shapes) => shapes.iter().for_each(|shape| visit(shape, seen)),
        Type::Or(types) => types.iter().for_each(|ty| within(ty, seen)),
        _ => {}
    }
}
