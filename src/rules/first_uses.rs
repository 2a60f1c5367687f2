//! The custom ids so far, and where each was first used.

use std::fmt;
use std::fmt::{Display, Formatter};

use crate::bytes::id_table::Ids;

/// The ids of an input and where each was first used: by line if each request has its own line, else by request.
#[derive(Debug, Default)]
pub(super) struct FirstUses {
    ids: Ids,
    /// Request and line of the first id.
    first: Option<(u64, u64)>,
    /// Whether each request has its own line; known from the second request on.
    by_line: Option<bool>,
}

/// Where an id was first used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstUse {
    /// On this line, from 1.
    Line(u64),
    /// In this request, from 0.
    Request(u64),
}

impl FirstUses {
    /// Adds the id of a request, with its line if the input has lines. Returns where the id was first used, if it was.
    pub(super) fn insert(&mut self, id: &[u8], request: u64, line: Option<u64>) -> Option<FirstUse> {
        let own = (request, line.unwrap_or_default());
        let first = *self.first.get_or_insert(own);
        let by_line = match self.by_line {
            Some(by_line) => by_line,
            // Only a second request shows the layout of the input.
            None if own == first => false,
            None => *self.by_line.insert(own.1 != first.1),
        };
        // The position of the first request is stored separately.
        let place = match (own == first, by_line) {
            (true, _) => 0,
            (false, true) => own.1,
            (false, false) => own.0,
        };
        let found = self.ids.insert(id, place)?;
        Some(match (found, by_line) {
            (0, true) => FirstUse::Line(first.1),
            (0, false) => FirstUse::Request(first.0),
            (line, true) => FirstUse::Line(line),
            (request, false) => FirstUse::Request(request),
        })
    }
}

impl Display for FirstUse {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            FirstUse::Line(line) => write!(f, "on line {line}"),
            FirstUse::Request(request) => write!(f, "at requests.{request}"),
        }
    }
}
