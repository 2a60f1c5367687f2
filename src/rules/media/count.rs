//! Counts images and PDF pages of a request. Both share a limit.

use crate::json::Value;
use crate::rules::cursor::{Cursor, Spot};

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct Count<'a> {
    pub(super) images: i64,
    /// Number of PDF pages, as far as they can be counted.
    pub(super) pages: i64,
    /// The image or PDF that exceeds the page limit.
    pub(super) over_limit: Option<Spot<'a>>,
}

impl<'a> Count<'a> {
    /// Adds an image.
    pub(super) fn image(&mut self, cursor: &Cursor<'a, '_>, block: Value<'a>) {
        self.images += 1;
        self.limit(cursor, block);
    }

    /// Adds a PDF.
    pub(super) fn pages(&mut self, cursor: &Cursor<'a, '_>, block: Value<'a>, pages: i64) {
        self.pages += pages;
        self.limit(cursor, block);
    }

    fn limit(&mut self, cursor: &Cursor<'a, '_>, block: Value<'a>) {
        let total = self.pages + self.images;
        let most = cursor.model.and_then(|model| model.max_pdf_pages);
        if self.over_limit.is_none() && most.is_some_and(|most| total > most) {
            self.over_limit = Some(cursor.spot(block.span()));
        }
    }
}
