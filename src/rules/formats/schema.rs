//! Checks keyword by keyword which schemas the API can compile.

use std::fmt::Arguments;

use crate::bytes::hashing::HashSet;
use crate::json::number::to_f64;
use crate::json::{Kind, Span, Text, Value, word, words};
use crate::rules::catalogue::{Class, Rule};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{List, describe, describe_or_none};
use crate::rules::formats::pattern;
use crate::rules::formats::refs;
use crate::rules::formats::refs::Targets;
use crate::rules::formats::subschemas::{Entry, Nesting, Visitor, walk};

pub(super) const FORMATS: &[&str] = &[
    "date-time",
    "time",
    "date",
    "duration",
    "email",
    "hostname",
    "uri",
    "ipv4",
    "ipv6",
    "uuid",
];
/// Above this number of subschemas and enum values, a schema may be too complex to compile. The API documents no number.
pub(super) const MANY_PARTS: usize = 2_000;

/// Checks a schema and reports everything that the API does not support, with its position.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, root: Value<'a>) {
    visit(root, &mut ReportSink { cursor });
}

/// Whether the API supports a schema, as far as that is certain.
pub(super) fn fits(root: Value<'_>) -> bool {
    let mut sink = FitSink { fits: true };
    visit(root, &mut sink);
    sink.fits
}

/// Receives findings about a schema.
trait Sink<'a> {
    fn add(
        &mut self,
        rule: &'static Rule,
        steps: &[Step<'a>],
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    );
}

/// Adds findings to the report.
struct ReportSink<'c, 'a, 'f> {
    cursor: &'c mut Cursor<'a, 'f>,
}

impl<'a> Sink<'a> for ReportSink<'_, 'a, '_> {
    fn add(
        &mut self,
        rule: &'static Rule,
        steps: &[Step<'a>],
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        self.cursor.report_below(rule, steps, span, message, help);
    }
}

/// Drops findings, and records only whether the API certainly refuses the schema.
struct FitSink {
    fits: bool,
}

impl<'a> Sink<'a> for FitSink {
    fn add(&mut self, rule: &'static Rule, _: &[Step<'a>], _: Span, _: Arguments<'_>, _: Option<Arguments<'_>>) {
        self.fits &= rule.class != Class::Error;
    }
}

fn visit<'a>(root: Value<'a>, sink: &mut dyn Sink<'a>) {
    let mut keywords = Keywords {
        root,
        sink,
        targets: None,
        parts: 0,
    };
    walk(root, &mut keywords);
    let Keywords {
        sink, targets, parts, ..
    } = keywords;
    if let Some(targets) = targets {
        let circles = refs::circles(targets);
        if !circles.is_empty() {
            walk(root, &mut Recursive { circles, sink });
        }
    }
    if parts > MANY_PARTS {
        sink.add(
            rule!("schema.complexity"),
            &[],
            root.span(),
            format_args!("expected a schema of at most {MANY_PARTS} parts, found {parts}"),
            Some(format_args!(
                "Larger schemas may be too complex to compile: split the task, or describe parts in words."
            )),
        );
    }
}

/// Checks every keyword.
struct Keywords<'s, 'a> {
    root: Value<'a>,
    sink: &'s mut dyn Sink<'a>,
    targets: Option<Targets<'a>>,
    parts: usize,
}

impl<'a> Visitor<'a> for Keywords<'_, 'a> {
    fn enter(&mut self, schema: Value<'a>, nesting: Nesting, steps: &[Step<'a>]) {
        self.parts += 1;
        self.closed(schema, steps);
        self.typed(schema, nesting, steps);
        self.declared(schema, steps);
    }

    fn keyword(&mut self, word: Text<'a>, entry: Entry<'a>, steps: &[Step<'a>]) {
        let value = entry.value;
        if value.is_null() {
            return;
        }
        let word = word.value();
        match word.as_ref() {
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                self.refuse(rule!("schema.numeric_constraints"), &word, entry, steps);
            }
            "minLength" | "maxLength" => self.refuse(rule!("schema.string_constraints"), &word, entry, steps),
            "maxItems" | "contains" | "minContains" | "maxContains" => {
                self.refuse(rule!("schema.array_constraints"), &word, entry, steps);
            }
            "uniqueItems" if value.bool() != Some(false) => {
                self.refuse(rule!("schema.array_constraints"), &word, entry, steps);
            }
            "minItems" => self.min_items(value, steps),
            "enum" => self.enumeration(value, steps),
            "$ref" => self.reference(entry, steps),
            "format" => self.format(value, steps),
            "pattern" => self.pattern(value, steps),
            "oneOf" => self.unlisted(&word, entry, steps, Some(format_args!("Use anyOf."))),
            "items" if value.kind() == Kind::Array => self.unlisted("a list of items", entry, steps, None),
            "not"
            | "if"
            | "patternProperties"
            | "propertyNames"
            | "minProperties"
            | "maxProperties"
            | "dependentRequired"
            | "dependentSchemas"
            | "dependencies"
            | "unevaluatedProperties"
            | "unevaluatedItems"
            | "prefixItems"
            | "additionalItems"
            | "$dynamicRef"
            | "$recursiveRef" => self.unlisted(&word, entry, steps, None),
            _ => {}
        }
    }
}

impl<'a> Keywords<'_, 'a> {
    /// Reports a keyword that restricts values in a way that the API does not support.
    fn refuse(&mut self, rule: &'static Rule, word: &str, entry: Entry<'a>, steps: &[Step<'a>]) {
        let message = format_args!("expected no {word} in a schema for structured outputs, found it");
        let help = format_args!("Leave it out: put it in the description, and check the response yourself.");
        self.sink.add(rule, steps, entry.key.span(), message, Some(help));
    }

    fn unlisted(&mut self, word: &str, entry: Entry<'a>, steps: &[Step<'a>], help: Option<Arguments<'_>>) {
        let message = format_args!("expected a keyword that structured outputs support, found {word}");
        self.sink
            .add(rule!("schema.other_keywords"), steps, entry.key.span(), message, help);
    }

    /// Checks that an object allows no additional properties.
    fn closed(&mut self, schema: Value<'a>, steps: &[Step<'a>]) {
        let mut is_object = false;
        let mut additional = None;
        for (key, value) in schema.entries() {
            let Some(word) = key.text() else { continue };
            if word.is("type") {
                is_object = value.is(word!("object")) || value.items().any(|kind| kind.is(word!("object")));
            } else if word.is("additionalProperties") {
                additional = Some(value).filter(|value| !value.is_null());
            }
        }
        let (span, found) = match additional {
            Some(value) if value.bool() == Some(false) => return,
            Some(value) => (value.span(), describe(value)),
            None if is_object => (schema.span(), describe_or_none(None)),
            None => return,
        };
        let message = format_args!("expected additionalProperties to be false, found {found}");
        let help =
            format_args!("Every object of a schema for structured outputs needs \"additionalProperties\":false.");
        let mut steps = steps.to_vec();
        steps.push(Step::Name("additionalProperties"));
        self.sink
            .add(rule!("schema.additional_properties"), &steps, span, message, Some(help));
    }

    /// Checks that properties have a type beside them: without one, the answer need not be an object.
    fn typed(&mut self, schema: Value<'a>, nesting: Nesting, steps: &[Step<'a>]) {
        let others = words!["type", "anyOf", "oneOf", "allOf", "$ref"];
        let mut words = schema.entries().map(|(key, _)| key.word());
        let properties = schema.get(word!("properties"));
        let Some(properties) = properties.filter(|list| list.entries().next().is_some()) else {
            return;
        };
        if nesting == Nesting::AllOf || words.any(|word| others.contains(&word)) {
            return;
        }
        let message = format_args!("expected a type beside properties, found none");
        let help = format_args!("Add \"type\":\"object\" and \"additionalProperties\":false.");
        self.sink
            .add(rule!("schema.type"), steps, properties.span(), message, Some(help));
    }

    fn min_items(&mut self, value: Value<'a>, steps: &[Step<'a>]) {
        let number = to_f64(value.raw());
        if number != Some(0.0) && number != Some(1.0) {
            let message = format_args!("expected 0 or 1, found {}", describe(value));
            let help = format_args!("Leave it out: put it in the description, and check the response yourself.");
            self.sink.add(
                rule!("schema.array_constraints"),
                steps,
                value.span(),
                message,
                Some(help),
            );
        }
    }

    fn enumeration(&mut self, value: Value<'a>, steps: &[Step<'a>]) {
        for (index, item) in value.items().enumerate() {
            self.parts += 1;
            if let Kind::Object | Kind::Array = item.kind() {
                let message = format_args!(
                    "expected a string, a number, a boolean or null, found {}",
                    describe(item)
                );
                let mut steps = steps.to_vec();
                steps.push(Step::Index(index));
                self.sink
                    .add(rule!("schema.enum_types"), &steps, item.span(), message, None);
            }
        }
    }

    /// Checks that the values of an enum have the type declared next to it.
    fn declared(&mut self, schema: Value<'a>, steps: &[Step<'a>]) {
        let (Some(list), Some(types)) = (schema.get(word!("enum")), schema.get(word!("type"))) else {
            return;
        };
        let rule = rule!("schema.enum_types");
        let mut steps = steps.to_vec();
        if types.items().nth(1).is_some() {
            let message = format_args!("expected one type next to an enum, found several");
            let help = format_args!("Use anyOf, with one schema for each type and its values.");
            steps.push(Step::Name("type"));
            return self.sink.add(rule, &steps, types.span(), message, Some(help));
        }
        let declared = types.items().next().unwrap_or(types);
        steps.push(Step::Name("enum"));
        for (index, item) in list.items().enumerate() {
            if has_type(item, declared) {
                continue;
            }
            let message = format_args!(
                "expected a value of type {}, found {}",
                describe(declared),
                describe(item)
            );
            let help = format_args!("The API answers: Enum value … does not match declared type.");
            steps.push(Step::Index(index));
            self.sink.add(rule, &steps, item.span(), message, Some(help));
            steps.pop();
        }
    }

    fn reference(&mut self, entry: Entry<'a>, steps: &[Step<'a>]) {
        let value = entry.value;
        let root = self.root;
        let text = value.text().map(|text| text.value());
        let local = text.filter(|text| text.as_ref() == "#" || text.starts_with("#/"));
        let leads = local.as_ref().map(|text| {
            let targets = self.targets.get_or_insert_with(|| Targets::new(root));
            targets.add(text)
        });
        let span = value.span();
        if entry.nesting == Nesting::AllOf {
            let message = format_args!("expected no $ref in allOf, found one");
            let help = format_args!("Replace it with what it refers to.");
            return self
                .sink
                .add(rule!("schema.allof_ref"), steps, span, message, Some(help));
        }
        let message = match leads {
            Some(true) => return,
            Some(false) => format_args!(
                "expected a reference to a part of the schema, found {}",
                describe(value)
            ),
            None => format_args!("expected a reference that begins with #/, found {}", describe(value)),
        };
        let help = local
            .is_none()
            .then_some(format_args!("Put the definition into $defs of the schema."));
        self.sink.add(rule!("schema.external_ref"), steps, span, message, help);
    }

    fn format(&mut self, value: Value<'a>, steps: &[Step<'a>]) {
        if value.kind() != Kind::String || FORMATS.iter().any(|format| value.is(format)) {
            return;
        }
        let formats = List(FORMATS.iter());
        let message = format_args!("expected {formats}, found {}", describe(value));
        let help = format_args!("Leave it out: put it in the description, and check the response yourself.");
        self.sink
            .add(rule!("schema.format"), steps, value.span(), message, Some(help));
    }

    fn pattern(&mut self, value: Value<'a>, steps: &[Step<'a>]) {
        let Some(part) = value.text().and_then(|text| pattern::unsupported(&text.value())) else {
            return;
        };
        let message = format_args!("expected a pattern without look-around, back-references and similar, found {part}");
        self.sink
            .add(rule!("schema.pattern"), steps, value.span(), message, None);
    }
}

/// Whether a value has a type of JSON Schema. Objects and arrays in an enum are reported separately, and an unknown type is
/// ignored.
fn has_type(item: Value<'_>, declared: Value<'_>) -> bool {
    let Some(name) = declared.text() else { return true };
    match (name.value().as_ref(), item.kind()) {
        (_, Kind::Object | Kind::Array) => true,
        ("string", kind) => kind == Kind::String,
        ("number", kind) => kind == Kind::Number,
        ("integer", Kind::Number) => to_f64(item.raw()).is_none_or(|number| number.fract() == 0.0),
        ("integer", _) => false,
        ("boolean", kind) => kind == Kind::Bool,
        ("null", kind) => kind == Kind::Null,
        ("object" | "array", _) => false,
        _ => true,
    }
}

/// Reports the references that close a cycle.
struct Recursive<'s, 'a> {
    circles: HashSet<usize>,
    sink: &'s mut dyn Sink<'a>,
}

impl<'a> Visitor<'a> for Recursive<'_, 'a> {
    fn keyword(&mut self, word: Text<'a>, entry: Entry<'a>, steps: &[Step<'a>]) {
        let span = entry.value.span();
        if word.is("$ref") && self.circles.contains(&span.start) {
            let message =
                format_args!("expected a schema without recursion, found a reference to a schema that contains it");
            let help = format_args!("Write out as many levels as you need.");
            self.sink
                .add(rule!("schema.recursive"), steps, span, message, Some(help));
        }
    }
}
