//! Quickly recognizes schemas without findings, which are nearly all: a single walk that compares words, without paths, texts or
//! allocations. It supports only common keywords. All other schemas are left to the complete check in `schema`, which also
//! produces the findings.

use crate::json::{Kind, Value, Word, word};
use crate::rules::costs::Costs;
use crate::rules::formats::pattern;
use crate::rules::formats::schema::{FORMATS, MANY_PARTS};
use crate::rules::json_schema::is_type;

/// Deeper schemas are left to the complete check, which does not recurse.
const MAX_DEPTH: u32 = 64;
/// Schemas with more definitions are left to the complete check.
const MAX_DEFINITIONS: usize = 64;

/// Returns the costs of a schema that certainly has no finding; `None` if only the complete check can decide.
pub(super) fn costs(root: Value<'_>) -> Option<Costs> {
    let mut walk = Walk {
        definitions: Definitions::of(root),
        owner: None,
        parts: 0,
        costs: Costs::default(),
        is_union: false,
    };
    let is_certain = root.kind() == Kind::Object
        && walk.schema(root, true, MAX_DEPTH)
        && walk.parts <= MANY_PARTS
        && walk.definitions.is_acyclic();
    is_certain.then_some(walk.costs)
}

struct Walk<'a> {
    definitions: Definitions<'a>,
    /// The index of the root's definition that contains the current schema.
    owner: Option<usize>,
    parts: usize,
    costs: Costs,
    /// Whether the last walked schema has several types.
    is_union: bool,
}

impl<'a> Walk<'a> {
    /// `takes_ref`: the schema is not in `allOf`, where references are refused.
    fn schema(&mut self, schema: Value<'a>, takes_ref: bool, depth: u32) -> bool {
        let Some(inner) = depth.checked_sub(1) else {
            return false;
        };
        self.parts += 1;
        let (mut types, mut list, mut any) = (None, None, None);
        let (mut properties, mut required) = (0_usize, 0);
        let mut is_closed = false;
        for (word, value) in schema.fields() {
            let is_fine = if word == word!("type") {
                types = Some(value);
                are_types(value)
            } else if word == word!("description") || word == word!("title") {
                value.kind() == Kind::String
            } else if word == word!("properties") {
                value.kind() == Kind::Object
                    && value.fields().all(|(_, property)| {
                        properties += 1;
                        let is_fine = self.nested(property, inner);
                        self.costs.unions += usize::from(self.is_union);
                        is_fine
                    })
            } else if word == word!("required") {
                value.kind() == Kind::Array
                    && value.elements().all(|name| {
                        required += 1;
                        name.kind() == Kind::String
                    })
            } else if word == word!("additionalProperties") {
                is_closed = true;
                value.bool() == Some(false)
            } else if word == word!("items") {
                self.nested(value, inner)
            } else if word == word!("enum") {
                // If there are two lists, the complete check examines both.
                list.replace(value).is_none()
            } else if word == word!("anyOf") {
                any = Some(value);
                value.elements().next().is_some() && value.elements().all(|schema| self.nested(schema, inner))
            } else {
                self.rare(word, value, takes_ref, inner)
            };
            if !is_fine {
                return false;
            }
        }
        self.costs.optional += properties.saturating_sub(required);
        self.is_union = [types, any].into_iter().flatten().any(has_several);
        // The complete check also reports properties without a type.
        (properties == 0 || types.is_some())
            && (is_closed || !types.is_some_and(names_object))
            && list.is_none_or(|list| self.enumeration(list, types))
    }

    /// Checks a value that is a schema if it is an object; `true` and `false` contain nothing to check.
    fn nested(&mut self, schema: Value<'a>, depth: u32) -> bool {
        self.is_union = false;
        match schema.kind() {
            Kind::Object => self.schema(schema, true, depth),
            kind => kind == Kind::Bool,
        }
    }

    /// Checks rare keywords.
    fn rare(&mut self, word: Word, value: Value<'a>, takes_ref: bool, depth: u32) -> bool {
        if word == word!("$ref") {
            takes_ref && self.definitions.add(self.owner, value)
        } else if word == word!("allOf") {
            let is_fine = |schema: Value<'a>| match schema.kind() {
                Kind::Object => self.schema(schema, false, depth),
                kind => kind == Kind::Bool,
            };
            value.elements().next().is_some() && value.elements().all(is_fine)
        } else if word == word!("$defs") || word == word!("definitions") {
            value.kind() == Kind::Object && self.define(value, self.definitions.are(value), depth)
        } else if word == word!("format") {
            value.inner().is_some_and(|(text, _)| is_format(text))
        } else if word == word!("pattern") {
            let text = value.text();
            text.is_some_and(|text| pattern::is_fine(&text.value()))
        } else if word == word!("minItems") {
            matches!(value.raw(), b"0" | b"1")
        } else {
            word == word!("const") || word == word!("default") || word == word!("examples") || word == word!("$schema")
        }
    }

    /// Checks definitions of the root, or of a schema inside it.
    fn define(&mut self, value: Value<'a>, of_root: bool, depth: u32) -> bool {
        for (index, (_, definition)) in value.fields().enumerate() {
            let outer = self.owner;
            self.owner = if of_root { Some(index) } else { outer };
            let is_fine = self.nested(definition, depth);
            self.owner = outer;
            if !is_fine {
                return false;
            }
        }
        true
    }

    /// Whether an enum has only values of the type that is declared next to it.
    fn enumeration(&mut self, list: Value<'a>, types: Option<Value<'a>>) -> bool {
        let kind = match types {
            None => None,
            Some(name) if name.is(word!("string")) => Some(Kind::String),
            Some(name) if name.is(word!("number")) => Some(Kind::Number),
            Some(name) if name.is(word!("boolean")) => Some(Kind::Bool),
            _ => return false,
        };
        list.kind() == Kind::Array
            && list.elements().all(|item| {
                self.parts += 1;
                match kind {
                    Some(kind) => item.kind() == kind,
                    None => !matches!(item.kind(), Kind::Object | Kind::Array),
                }
            })
    }
}

/// Whether a type, or each of a list, is one of JSON Schema.
fn are_types(value: Value<'_>) -> bool {
    is_type(value) || (value.elements().next().is_some() && value.elements().all(is_type))
}

/// Whether a list has more than one item.
fn has_several(list: Value<'_>) -> bool {
    list.elements().nth(1).is_some()
}

fn names_object(types: Value<'_>) -> bool {
    types.is(word!("object")) || types.elements().any(|name| name.is(word!("object")))
}

fn is_format(text: &[u8]) -> bool {
    FORMATS.iter().any(|format| format.as_bytes() == text)
}

/// The definitions of the root, and the references between them.
struct Definitions<'a> {
    /// The object that contains them; `None` if references are left to the complete check.
    list: Option<Value<'a>>,
    /// The prefix of a reference to one of them.
    prefix: &'static [u8],
    /// For each definition, a bit for each definition that it references.
    references: [u64; MAX_DEFINITIONS],
}

impl<'a> Definitions<'a> {
    fn of(root: Value<'a>) -> Definitions<'a> {
        let mut definitions = Definitions {
            list: None,
            prefix: b"",
            references: [0; MAX_DEFINITIONS],
        };
        for (word, value) in root.fields() {
            let prefix: &[u8] = match () {
                () if word == word!("$defs") => b"#/$defs/",
                () if word == word!("definitions") => b"#/definitions/",
                () => continue,
            };
            // There are two such objects, or a keyword is repeated.
            if !definitions.prefix.is_empty() {
                definitions.list = None;
                break;
            }
            definitions.prefix = prefix;
            definitions.list = Some(value).filter(|list| list.fields().nth(MAX_DEFINITIONS).is_none());
        }
        definitions
    }

    /// Whether this value contains the definitions.
    fn are(&self, value: Value<'a>) -> bool {
        self.list.is_some_and(|list| list.span() == value.span())
    }

    /// Adds a reference inside a definition, or outside of all. Returns whether its target certainly exists.
    fn add(&mut self, owner: Option<usize>, reference: Value<'a>) -> bool {
        let Some(target) = self.find(reference) else {
            return false;
        };
        if let Some(references) = owner.and_then(|owner| self.references.get_mut(owner)) {
            *references |= 1 << target;
        }
        true
    }

    /// Returns the index of the definition that a reference points to.
    fn find(&self, reference: Value<'a>) -> Option<usize> {
        let (text, false) = reference.inner()? else { return None };
        let name = text.strip_prefix(self.prefix)?;
        // Other pointers contain escapes, or point into a definition.
        if self.prefix.is_empty() || name.iter().any(|byte| matches!(byte, b'%' | b'~' | b'/')) {
            return None;
        }
        let mut found = None;
        for (index, (key, _)) in self.list?.entries().enumerate() {
            match key.inner()? {
                (_, true) => return None,
                (key, false) if key == name => found = Some(index),
                _ => {}
            }
        }
        found
    }

    /// Whether no definition references itself, directly or through others.
    fn is_acyclic(&self) -> bool {
        let mut open = u64::MAX;
        loop {
            let mut kept = 0;
            for (index, references) in self.references.iter().enumerate() {
                kept |= u64::from(references & open != 0) << index;
            }
            if kept == open {
                return false;
            }
            if kept == 0 {
                return true;
            }
            open = kept;
        }
    }
}
