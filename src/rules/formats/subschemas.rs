//! A walk through a JSON schema: every schema in it, and every keyword that holds none. It keeps its own stack, so that no
//! depth of nesting can exhaust the machine's.

use crate::json::{Kind, Text, Value};
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

enum Frame<E, I> {
    Schema(E, Place),
    Map(E, Place),
    List(I, Place),
}

/// Goes through a schema and all that stand in it.
pub(super) fn walk<'a>(root: Value<'a>, visitor: &mut dyn Visitor<'a>) {
    let mut steps = Vec::new();
    visitor.enter(root, Place::Part, &steps);
    let mut stack = vec![Frame::Schema(root.entries(), Place::Part)];
    while let Some(frame) = stack.last_mut() {
        // What comes next in the innermost frame: a schema to enter, or a frame to go through first.
        let (schema, place) = match frame {
            Frame::Schema(entries, place) => {
                let place = *place;
                let Some((key, value)) = entries.next() else {
                    visitor.leave();
                    stack.pop();
                    steps.pop();
                    continue;
                };
                let Some(word) = key.text() else { continue };
                steps.push(Step::Key(word));
                visitor.keyword(word, Entry { key, value, place }, &steps);
                match holds(&word.value(), value) {
                    Holds::None => {
                        steps.pop();
                        continue;
                    }
                    Holds::One => (value, Place::Part),
                    Holds::Map(place) => {
                        stack.push(Frame::Map(value.entries(), place));
                        continue;
                    }
                    Holds::List(place) => {
                        stack.push(Frame::List(value.items().enumerate(), place));
                        continue;
                    }
                }
            }
            Frame::Map(entries, place) => {
                let place = *place;
                let Some((key, value)) = entries.next() else {
                    stack.pop();
                    steps.pop();
                    continue;
                };
                let Some(name) = key.text() else { continue };
                steps.push(Step::Key(name));
                (value, place)
            }
            Frame::List(items, place) => {
                let place = *place;
                let Some((index, value)) = items.next() else {
                    stack.pop();
                    steps.pop();
                    continue;
                };
                steps.push(Step::Index(index));
                (value, place)
            }
        };
        // `true` and `false` are schemas too, but have nothing to say here.
        if schema.kind() == Kind::Object {
            visitor.enter(schema, place, &steps);
            stack.push(Frame::Schema(schema.entries(), place));
        } else {
            steps.pop();
        }
    }
}
