//! Walks through a JSON schema: visits every subschema, and every keyword without one. Has its own stack, so deep nesting cannot
//! overflow the call stack.

use std::iter::Enumerate;

use crate::json::{Entries, Items, Kind, Text, Value};
use crate::rules::cursor::Step;

/// How a schema is nested in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nesting {
    /// The root, or a part of what the outer schema describes.
    Part,
    /// In `allOf`.
    AllOf,
    /// A definition, which has no effect until it is referenced.
    Definition,
}

/// Called for the parts of a schema, in order.
pub(super) trait Visitor<'a> {
    /// Called at the start of a schema. `steps` is the path to it.
    fn enter(&mut self, schema: Value<'a>, nesting: Nesting, steps: &[Step<'a>]) {
        let _ = (schema, nesting, steps);
    }

    /// Called for a keyword of the last entered schema. `steps` is the path to it.
    fn keyword(&mut self, word: Text<'a>, entry: Entry<'a>, steps: &[Step<'a>]);

    /// Called at the end of the last entered schema that has not ended yet.
    fn leave(&mut self) {}
}

/// An entry of a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: Value<'a>,
    pub(super) value: Value<'a>,
    /// How its schema is nested.
    pub(super) nesting: Nesting,
}

/// The subschemas in the value of a keyword.
enum Subschemas {
    None,
    One,
    Map(Nesting),
    List(Nesting),
}

fn subschemas(word: &str, value: Value<'_>) -> Subschemas {
    match (word, value.kind()) {
        ("properties", Kind::Object) => Subschemas::Map(Nesting::Part),
        ("$defs" | "definitions", Kind::Object) => Subschemas::Map(Nesting::Definition),
        ("items", Kind::Object) => Subschemas::One,
        ("anyOf" | "oneOf", Kind::Array) => Subschemas::List(Nesting::Part),
        ("allOf", Kind::Array) => Subschemas::List(Nesting::AllOf),
        _ => Subschemas::None,
    }
}

/// The current part of the walk, and the nesting of its schemas.
enum Frame<'a> {
    Schema(Entries<'a>, Nesting),
    Map(Entries<'a>, Nesting),
    List(Enumerate<Items<'a>>, Nesting),
}

/// Walks through a schema and all of its subschemas.
pub(super) fn walk<'a>(root: Value<'a>, visitor: &mut dyn Visitor<'a>) {
    visitor.enter(root, Nesting::Part, &[]);
    let mut walk = Walk {
        visitor,
        frames: vec![Frame::Schema(root.entries(), Nesting::Part)],
        steps: Vec::new(),
    };
    while let Some(frame) = walk.frames.last_mut() {
        match frame {
            Frame::Schema(entries, nesting) => {
                let (nesting, next) = (*nesting, entries.next());
                walk.keyword(next, nesting);
            }
            Frame::Map(entries, nesting) => {
                let (nesting, next) = (*nesting, entries.next());
                match next {
                    Some((key, schema)) => walk.schema(key.text().map(Step::Key), schema, nesting),
                    None => walk.end(),
                }
            }
            Frame::List(items, nesting) => {
                let (nesting, next) = (*nesting, items.next());
                match next {
                    Some((index, schema)) => walk.schema(Some(Step::Index(index)), schema, nesting),
                    None => walk.end(),
                }
            }
        }
    }
}

struct Walk<'v, 'a> {
    visitor: &'v mut dyn Visitor<'a>,
    frames: Vec<Frame<'a>>,
    /// One step for each frame except the first.
    steps: Vec<Step<'a>>,
}

impl<'a> Walk<'_, 'a> {
    /// The next entry of a schema, or its end.
    fn keyword(&mut self, entry: Option<(Value<'a>, Value<'a>)>, nesting: Nesting) {
        let Some((key, value)) = entry else {
            self.visitor.leave();
            return self.end();
        };
        let Some(word) = key.text() else { return };
        self.steps.push(Step::Key(word));
        self.visitor.keyword(word, Entry { key, value, nesting }, &self.steps);
        match subschemas(&word.value(), value) {
            Subschemas::None => {
                self.steps.pop();
            }
            Subschemas::One => self.enter(value, Nesting::Part),
            Subschemas::Map(nesting) => self.frames.push(Frame::Map(value.entries(), nesting)),
            Subschemas::List(nesting) => self.frames.push(Frame::List(value.items().enumerate(), nesting)),
        }
    }

    /// Visits a schema one step further down.
    fn schema(&mut self, step: Option<Step<'a>>, schema: Value<'a>, nesting: Nesting) {
        if let Some(step) = step {
            self.steps.push(step);
            self.enter(schema, nesting);
        }
    }

    /// Enters a schema at the current path. `true` and `false` are schemas too, but contain nothing to check.
    fn enter(&mut self, schema: Value<'a>, nesting: Nesting) {
        if schema.kind() == Kind::Object {
            self.visitor.enter(schema, nesting, &self.steps);
            self.frames.push(Frame::Schema(schema.entries(), nesting));
        } else {
            self.steps.pop();
        }
    }

    fn end(&mut self) {
        self.frames.pop();
        self.steps.pop();
    }
}
