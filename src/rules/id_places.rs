//! Which custom ids were seen, and where each stood first, as the reader of the input counts.

use std::fmt;
use std::fmt::{Display, Formatter};

use crate::bytes::id_table::Ids;

/// The ids of an input, with their places: lines where each request has a line of its own, else requests.
#[derive(Debug, Default)]
pub(super) struct IdPlaces {
    ids: Ids,
    /// Request and line of the first id.
    first: Option<(u64, u64)>,
    /// Whether requests stand on lines of their own, once a second one was seen.
    by_line: Option<bool>,
}

/// Where an id stood first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On this line, from 1.
    Line(u64),
    /// In this request, from 0.
    Request(u64),
}

impl IdPlaces {
    /// Adds the id of a request. Lines are of use to the caller if there is one. Says where the id stood before, if it did.
    pub(super) fn insert(&mut self, id: &[u8], request: u64, line: Option<u64>) -> Option<Place> {
        let own = (request, line.unwrap_or_default());
        let first = *self.first.get_or_insert(own);
        let by_line = match self.by_line {
            Some(by_line) => by_line,
            // How the input is laid out only a second request shows.
            None if own == first => false,
            None => *self.by_line.insert(own.1 != first.1),
        };
        // Of the first id the place is known, so it needs none in the table.
        let place = match (own == first, by_line) {
            (true, _) => 0,
            (false, true) => own.1,
            (false, false) => own.0,
        };
        let found = self.ids.insert(id, place)?;
        Some(match (found, by_line) {
            (0, true) => Place::Line(first.1),
            (0, false) => Place::Request(first.0),
            (line, true) => Place::Line(line),
            (request, false) => Place::Request(request),
        })
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "on line {line}"),
            Place::Request(request) => write!(f, "at requests.{request}"),
        }
    }
}
