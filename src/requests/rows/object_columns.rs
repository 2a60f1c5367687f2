//! Finds the columns of rows that are objects. Most rows have the same keys as the previous row, in the same order. So each key
//! is first compared with the key at the same index there, and looked up among the columns only if it differs.

use crate::bytes::begins;
use crate::json::Value;
use crate::requests::rows::columns;

/// Maximum number of keys of a row that are stored; further keys are looked up each time.
const REMEMBERED: usize = 1024;

/// The columns, and the keys of the last row.
#[derive(Debug)]
pub(super) struct ObjectColumns {
    /// The names, without duplicates.
    names: Vec<String>,
    /// The index of the id column.
    id: Option<usize>,
    keys: Vec<KnownKey>,
}

/// A key as written, between its quotes, and its column.
#[derive(Debug)]
struct KnownKey {
    inner: Vec<u8>,
    column: Option<usize>,
}

impl ObjectColumns {
    /// Takes the names of the template's columns, without duplicates, and the name of the id column, which may be one of them.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, id: Option<&str>) -> ObjectColumns {
        let mut names: Vec<String> = names.map(String::from).collect();
        let id = id.map(|id| {
            names.iter().position(|name| name == id).unwrap_or_else(|| {
                names.push(id.into());
                names.len() - 1
            })
        });
        ObjectColumns {
            names,
            id,
            keys: Vec::new(),
        }
    }

    /// Returns the value of each column of a row, and that of the id column. The last of duplicate keys wins.
    pub(super) fn values<'a>(&mut self, row: Value<'a>) -> (Vec<Option<Value<'a>>>, Option<Value<'a>>) {
        let mut values = vec![None; self.names.len()];
        for (place, (_, value)) in row.fields().enumerate() {
            let column = self.column(place, value.key());
            if let Some(of_column) = column.and_then(|column| values.get_mut(column)) {
                *of_column = Some(value);
            }
        }
        for (value, name) in values.iter_mut().zip(&self.names) {
            *value = value.or_else(|| columns::follow(row, name));
        }
        let id = self.id.and_then(|id| values.get(id).copied().flatten());
        (values, id)
    }

    #[inline]
    fn column(&mut self, place: usize, key: Value<'_>) -> Option<usize> {
        let (inner, _) = key.inner()?;
        match self.keys.get(place) {
            Some(known) if known.inner.len() == inner.len() && begins(inner, &known.inner) => known.column,
            _ => self.look_up(place, key, inner),
        }
    }

    #[cold]
    #[inline(never)]
    fn look_up(&mut self, place: usize, key: Value<'_>, inner: &[u8]) -> Option<usize> {
        let column = self.names.iter().position(|name| key.is(name));
        if let Some(known) = self.keys.get_mut(place) {
            known.inner.clear();
            known.inner.extend_from_slice(inner);
            known.column = column;
        } else if self.keys.len() < REMEMBERED {
            self.keys.push(KnownKey {
                inner: inner.to_vec(),
                column,
            });
        }
        column
    }
}
