//! How many images and pages of PDFs a request has. Both share a limit.

use crate::json::Value;
use crate::rules::cursor::{Cursor, Spot};

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Count<'a> {
    pub(super) images: i64,
    /// Pages of PDFs, as far as they can be counted.
    pub(super) pages: i64,
    /// The image or PDF with which pages become too many.
    pub(super) too_long: Option<Spot<'a>>,
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
        if self.too_long.is_none() && most.is_some_and(|most| total > most) {
            self.too_long = Some(cursor.spot(block.span()));
        }
    }
}
