//! The tables in the form that checks read: rows of numbers in a few arrays, packed at compile time. A field takes 14 bytes, and
//! contains no pointer.

#![allow(
    clippy::indexing_slicing,
    reason = "when the crate is compiled, or by a name's own number"
)]

use std::marker::PhantomData;

use crate::json::Word;
use crate::rules::catalogue::Code;
use crate::rules::schema::name::Name;
use crate::rules::schema::row::{Family, FieldRow, ObjectRow, TypeRow};
use crate::rules::schema::{blocks, params, tools};

/// An object of the API.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Its name in the official SDK's types.
    pub name: Name,
    /// Whether other fields are allowed.
    pub is_open: bool,
    /// The rules for values that do not match.
    pub family: Family,
    tags: List<Word>,
    fields: List<Field>,
    required: u64,
}

impl Shape {
    /// Returns the object with this name.
    #[inline]
    pub fn of(name: Name) -> &'static Shape {
        &SHAPES[name as usize]
    }

    /// Returns the values of `type` that distinguish this object from others; empty if it has no such field.
    #[inline]
    pub fn tags(&self) -> &'static [Word] {
        self.tags.all()
    }

    /// Returns the first of these names whose object has this tag. No two objects of one list share a tag.
    pub fn with_tag(names: &[Name], tag: Word) -> Option<&'static Shape> {
        if tag == Word::NONE {
            return None;
        }
        // Nearly all objects have a single tag, so this list is faster to search.
        let by_first = names.iter().find(|name| FIRST_TAGS[**name as usize] == tag);
        let by_any = || names.iter().find(|name| Shape::of(**name).tags().contains(&tag));
        by_first.or_else(by_any).map(|name| Shape::of(*name))
    }

    /// Returns its fields, except `type`.
    #[inline]
    pub fn fields(&self) -> &'static [Field] {
        self.fields.all()
    }

    /// Returns a bit for each field that is required, in order.
    #[inline]
    pub(in crate::rules) fn required(&self) -> u64 {
        self.required
    }

    /// Returns the field with this name.
    pub fn field(&self, name: Word) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

/// A field of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: Word,
    /// The type of the value.
    pub ty: Type,
    /// The rule for a missing field or one of the wrong type, if it differs from the family's.
    pub rule: Option<Code>,
    /// The rule for a missing field, if it differs from both.
    pub missing: Option<Code>,
    flags: u8,
}

const REQUIRED: u8 = 1;
const NULLABLE: u8 = 2;

impl Field {
    /// Whether the field is required.
    #[inline]
    pub const fn is_required(&self) -> bool {
        self.flags & REQUIRED != 0
    }

    /// Whether the field may be null.
    #[inline]
    pub const fn is_nullable(&self) -> bool {
        self.flags & NULLABLE != 0
    }
}

/// The type of a field.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// Anything.
    Any,
    /// An object with any fields.
    Object,
    /// Text.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// One of these strings.
    Words(List<Word>),
    /// An array of the single listed type.
    Array(List<Type>),
    /// This object.
    One(Name),
    /// One of these objects, distinguished by `type`.
    AnyOf(List<Name>),
    /// One of these, distinguished by the kind of JSON value.
    Or(List<Type>),
}

/// Adjacent entries of one of the arrays.
#[derive(Debug)]
pub struct List<T> {
    start: u16,
    length: u16,
    of: PhantomData<T>,
}

impl<T> Clone for List<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for List<T> {}

/// A type whose values are stored in an array of their own.
pub trait Packed: Sized + 'static {
    /// The array.
    fn pool() -> &'static [Self];
}

impl<T: Packed> List<T> {
    /// Returns all entries.
    #[inline]
    pub fn all(self) -> &'static [T] {
        let start = usize::from(self.start);
        T::pool()
            .get(start..start + usize::from(self.length))
            .unwrap_or_default()
    }
}

impl Packed for Word {
    fn pool() -> &'static [Word] {
        &WORDS
    }
}

impl Packed for Name {
    fn pool() -> &'static [Name] {
        &NAMES
    }
}

impl Packed for Type {
    fn pool() -> &'static [Type] {
        &TYPES
    }
}

impl Packed for Field {
    fn pool() -> &'static [Field] {
        &FIELDS
    }
}

/// Number of fields of `params`. The first words are these fields in the order of their table, so that a word's number identifies
/// the field.
pub(in crate::rules) const FIELDS_OF_PARAMS: usize = {
    let fields = PACKER.shapes[Name::CreateParams as usize].fields;
    let (start, count) = (fields.start as usize, fields.length as usize);
    let mut at = 0;
    while at < count {
        assert!(PACKER.fields.items[start + at].name.number() == at + 1);
        at += 1;
    }
    count
};

static SHAPES: [Shape; Name::COUNT] = PACKER.shapes;
/// The first tag of each object; none if it has no tags.
static FIRST_TAGS: [Word; Name::COUNT] = PACKER.first_tags();
static FIELDS: [Field; PACKER.fields.length] = PACKER.fields.cut();
static WORDS: [Word; PACKER.words.length] = PACKER.words.cut();
static NAMES: [Name; PACKER.names.length] = PACKER.names.cut();
static TYPES: [Type; PACKER.types.length] = PACKER.types.cut();

#[allow(long_running_const_eval, reason = "a second once is not long")]
const PACKER: Packer = Packer::pack(&[params::ROWS, blocks::ROWS, tools::ROWS]);

/// Capacity of an array while rows are packed.
const ROOM: usize = 1024;

/// An array that grows.
struct Pool<T> {
    items: [T; ROOM],
    length: usize,
}

impl<T: Copy> Pool<T> {
    const fn new(filler: T) -> Pool<T> {
        Pool {
            items: [filler; ROOM],
            length: 0,
        }
    }

    /// Reserves room for `count` entries.
    const fn add(&mut self, count: usize) -> List<T> {
        let start = self.length;
        self.length += count;
        List {
            start: start as u16,
            length: count as u16,
            of: PhantomData,
        }
    }

    const fn set(&mut self, list: List<T>, at: usize, item: T) {
        self.items[list.start as usize + at] = item;
    }

    /// Returns the added entries, without the remaining room.
    const fn cut<const N: usize>(&self) -> [T; N] {
        let mut items = [self.items[0]; N];
        let mut at = 0;
        while at < N {
            items[at] = self.items[at];
            at += 1;
        }
        items
    }
}

struct Packer {
    shapes: [Shape; Name::COUNT],
    fields: Pool<Field>,
    words: Pool<Word>,
    names: Pool<Name>,
    types: Pool<Type>,
}

impl Packer {
    /// Packs rows, one for each name, in any order.
    #[allow(clippy::panic, reason = "when the crate is compiled")]
    const fn pack(files: &[&[ObjectRow]]) -> Packer {
        let mut packer = Packer::new(&files[0][0]);
        let mut is_packed = [false; Name::COUNT];
        let mut file = 0;
        while file < files.len() {
            let mut row = 0;
            while row < files[file].len() {
                let name = files[file][row].name as usize;
                assert!(!is_packed[name], "an object has two rows");
                is_packed[name] = true;
                packer.shapes[name] = packer.shape(&files[file][row]);
                row += 1;
            }
            file += 1;
        }
        let mut name = 0;
        while name < Name::COUNT {
            assert!(is_packed[name], "an object has no row");
            name += 1;
        }
        packer
    }

    const fn new(row: &ObjectRow) -> Packer {
        let mut fields = Pool::new(Field {
            name: Word::NONE,
            ty: Type::Any,
            rule: None,
            missing: None,
            flags: 0,
        });
        let mut words = Pool::new(Word::NONE);
        let shape = Shape {
            name: row.name,
            is_open: false,
            family: row.family,
            tags: words.add(0),
            fields: fields.add(0),
            required: 0,
        };
        Packer {
            shapes: [shape; Name::COUNT],
            fields,
            words,
            names: Pool::new(row.name),
            types: Pool::new(Type::Any),
        }
    }

    const fn first_tags(&self) -> [Word; Name::COUNT] {
        let mut first = [Word::NONE; Name::COUNT];
        let mut name = 0;
        while name < Name::COUNT {
            let tags = self.shapes[name].tags;
            if tags.length > 0 {
                first[name] = self.words.items[tags.start as usize];
            }
            name += 1;
        }
        first
    }

    const fn shape(&mut self, row: &ObjectRow) -> Shape {
        let fields = self.fields.add(row.fields.len());
        let (mut at, mut required) = (0, 0);
        while at < row.fields.len() {
            let field = self.field(&row.fields[at]);
            self.fields.set(fields, at, field);
            // More fields than bits do not compile.
            required |= (row.fields[at].is_required as u64) << at;
            at += 1;
        }
        Shape {
            name: row.name,
            is_open: row.is_open,
            family: row.family,
            tags: self.words(row.tags),
            fields,
            required,
        }
    }

    const fn field(&mut self, row: &FieldRow) -> Field {
        let required = if row.is_required { REQUIRED } else { 0 };
        let nullable = if row.is_nullable { NULLABLE } else { 0 };
        Field {
            name: row.name,
            ty: self.ty(&row.ty),
            rule: row.rule,
            missing: row.missing,
            flags: required | nullable,
        }
    }

    const fn ty(&mut self, row: &TypeRow) -> Type {
        match *row {
            TypeRow::Any => Type::Any,
            TypeRow::Object => Type::Object,
            TypeRow::String => Type::String,
            TypeRow::Integer => Type::Integer,
            TypeRow::Number => Type::Number,
            TypeRow::Bool => Type::Bool,
            TypeRow::Words(words) => Type::Words(self.words(words)),
            TypeRow::Array(inner) => Type::Array(self.types(&[*inner])),
            TypeRow::One(name) => Type::One(name),
            TypeRow::AnyOf(names) => Type::AnyOf(self.names(names)),
            TypeRow::Or(types) => Type::Or(self.types(types)),
        }
    }

    const fn types(&mut self, rows: &[TypeRow]) -> List<Type> {
        let types = self.types.add(rows.len());
        let mut at = 0;
        while at < rows.len() {
            let ty = self.ty(&rows[at]);
            self.types.set(types, at, ty);
            at += 1;
        }
        types
    }

    const fn names(&mut self, rows: &[Name]) -> List<Name> {
        let names = self.names.add(rows.len());
        let mut at = 0;
        while at < rows.len() {
            self.names.set(names, at, rows[at]);
            at += 1;
        }
        names
    }

    const fn words(&mut self, rows: &[Word]) -> List<Word> {
        let words = self.words.add(rows.len());
        let mut at = 0;
        while at < rows.len() {
            self.words.set(words, at, rows[at]);
            at += 1;
        }
        words
    }
}
