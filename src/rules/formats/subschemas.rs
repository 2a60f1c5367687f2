//! A walk through a JSON schema: every schema in it, and every keyword that holds none. It keeps its own stack, so that no
//! depth of nesting can exhaust the machine's.

use std::iter::Enumerate;

use crate::json::{Entries, Items, Kind, Text, Value};
use crate::rules::cursor::Step;

/// How one schema stands in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// As the whole, or as a part of what the outer one describes.
    Part,
    /// In `allOf`.
    AllOf,
    /// As a definition, which says nothing until something refers to it.
    Definition,
}

/// Called for what stands in a schema, in its order.
pub(super) trait Visitor<'a> {
    /// A schema begins. `steps` lead to it.
    fn enter(&mut self, schema: Value<'a>, place: Place, steps: &[Step<'a>]) {
        let _ = (schema, place, steps);
    }

    /// A keyword of the schema that was entered last. `steps` lead to it.
    fn keyword(&mut self, word: Text<'a>, entry: Entry<'a>, steps: &[Step<'a>]);

    /// The schema that was entered last and not left ends.
    fn leave(&mut self) {}
}

/// An entry of a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: Value<'a>,
    pub(super) value: Value<'a>,
    /// How the schema stands that has it.
    pub(super) place: Place,
}

/// What schemas stand in the value of a keyword.
enum Holds {
    None,
    One,
    Map(Place),
    List(Place),
}

fn holds(word: &str, value: Value<'_>) -> Holds {
    match (word, value.kind()) {
        ("properties", Kind::Object) => Holds::Map(Place::Part),
        ("$defs" | "definitions", Kind::Object) => Holds::Map(Place::Definition),
        ("items", Kind::Object) => Holds::One,
        ("anyOf" | "oneOf", Kind::Array) => Holds::List(Place::Part),
        ("allOf", Kind::Array) => Holds::List(Place::AllOf),
        _ => Holds::None,
    }
}

/// What the walk is in, with how the schemas in it stand.
enum Frame<'a> {
    Schema(Entries<'a>, Place),
    Map(Entries<'a>, Place),
    List(Enumerate<Items<'a>>, Place),
}

/// Goes through a schema and all that stand in it.
pub(super) fn walk<'a>(root: Value<'a>, visitor: &mut dyn Visitor<'a>) {
    visitor.enter(root, Place::Part, &[]);
    let mut walk = Walk {
        visitor,
        frames: vec![Frame::Schema(root.entries(), Place::Part)],
        steps: Vec::new(),
    };
    while let Some(frame) = walk.frames.last_mut() {
        match frame {
            Frame::Schema(entries, place) => {
                let (place, next) = (*place, entries.next());
                walk.keyword(next, place);
            }
            Frame::Map(entries, place) => {
                let (place, next) = (*place, entries.next());
                match next {
                    Some((key, schema)) => walk.schema(key.text().map(Step::Key), schema, place),
                    None => walk.end(),
                }
            }
            Frame::List(items, place) => {
                let (place, next) = (*place, items.next());
                match next {
                    Some((index, schema)) => walk.schema(Some(Step::Index(index)), schema, place),
                    None => walk.end(),
                }
            }
        }
    }
}

struct Walk<'v, 'a> {
    visitor: &'v mut dyn Visitor<'a>,
    frames: Vec<Frame<'a>>,
    /// One for each frame but the first.
    steps: Vec<Step<'a>>,
}

impl<'a> Walk<'_, 'a> {
    /// The next entry of a schema, or its end.
    fn keyword(&mut self, entry: Option<(Value<'a>, Value<'a>)>, place: Place) {
        let Some((key, value)) = entry else {
            self.visitor.leave();
            return self.end();
        };
        let Some(word) = key.text() else { return };
        self.steps.push(Step::Key(word));
        self.visitor.keyword(word, Entry { key, value, place }, &self.steps);
        match holds(&word.value(), value) {
            Holds::None => {
                self.steps.pop();
            }
            Holds::One => self.enter(value, Place::Part),
            Holds::Map(place) => self.frames.push(Frame::Map(value.entries(), place)),
            Holds::List(place) => self.frames.push(Frame::List(value.items().enumerate(), place)),
        }
    }

    /// A schema one step further down.
    fn schema(&mut self, step: Option<Step<'a>>, schema: Value<'a>, place: Place) {
        if let Some(step) = step {
            self.steps.push(step);
            self.enter(schema, place);
        }
    }

    /// A schema that the steps lead to. `true` and `false` are schemas too, but have nothing to say here.
    fn enter(&mut self, schema: Value<'a>, place: Place) {
        if schema.kind() == Kind::Object {
            self.visitor.enter(schema, place, &self.steps);
            self.frames.push(Frame::Schema(schema.entries(), place));
        } else {
            self.steps.pop();
        }
    }

    fn end(&mut self) {
        self.frames.pop();
        self.steps.pop();
    }
}
