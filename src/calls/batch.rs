//! A batch as the API returns it. Parsed leniently: unknown fields are ignored here (JavaScript receives the whole object),
//! missing optional fields are `None`, and an unknown status means "not ended".

use crate::calls::reply_body::{read_body, read_object_if, read_string, skip};
use crate::json::{Fault, Kind, Reader};

/// The fields of a `MessageBatch` that decisions depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageBatch {
    /// Opaque id; its format may change.
    pub id: String,
    /// The state of the batch.
    pub processing_status: ProcessingStatus,
    /// Number of requests per state.
    pub request_counts: RequestCounts,
    /// RFC 3339.
    pub created_at: Option<String>,
    /// RFC 3339; 24 hours after `created_at`.
    pub expires_at: Option<String>,
    /// RFC 3339; set once the batch has ended.
    pub ended_at: Option<String>,
    /// RFC 3339; set once the results are no longer available.
    pub archived_at: Option<String>,
    /// URL of the results; set once the batch has ended.
    pub results_url: Option<String>,
}

/// `processing_status`: an open set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProcessingStatus {
    /// Requests are being processed.
    InProgress,
    /// A cancel was requested; requests already running may still finish.
    Canceling,
    /// Nothing changes any more.
    Ended,
    /// A status that this version does not know: not ended.
    Other(String),
}

impl ProcessingStatus {
    /// Returns the word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            ProcessingStatus::InProgress => "in_progress",
            ProcessingStatus::Canceling => "canceling",
            ProcessingStatus::Ended => "ended",
            ProcessingStatus::Other(word) => word,
        }
    }
}

impl From<String> for ProcessingStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "in_progress" => ProcessingStatus::InProgress,
            "canceling" => ProcessingStatus::Canceling,
            "ended" => ProcessingStatus::Ended,
            _ => ProcessingStatus::Other(word),
        }
    }
}

/// `request_counts`. The sum of the five is always the number of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// Not finished yet.
    pub processing: u64,
    /// Answered by the model. Includes refusals and truncated answers.
    pub succeeded: u64,
    /// Failed.
    pub errored: u64,
    /// Not started before a cancel.
    pub canceled: u64,
    /// Not started within 24 hours.
    pub expired: u64,
}

impl MessageBatch {
    /// Parses the body of a response.
    ///
    /// # Errors
    /// A description of the body if it is not a batch, as a sentence without its full stop.
    pub fn parse(body: &str) -> Result<MessageBatch, String> {
        let (mut id, mut status) = (None, None);
        let mut batch = MessageBatch {
            id: String::new(),
            processing_status: ProcessingStatus::InProgress,
            request_counts: RequestCounts::default(),
            created_at: None,
            expires_at: None,
            ended_at: None,
            archived_at: None,
            results_url: None,
        };
        read_body(body, "a message batch", &mut |reader, name| {
            let field = match name {
                "id" => &mut id,
                "processing_status" => &mut status,
                "created_at" => &mut batch.created_at,
                "expires_at" => &mut batch.expires_at,
                "ended_at" => &mut batch.ended_at,
                "archived_at" => &mut batch.archived_at,
                "results_url" => &mut batch.results_url,
                "request_counts" => {
                    batch.request_counts = RequestCounts::read(reader)?;
                    return Ok(());
                }
                _ => return skip(reader),
            };
            *field = read_string(reader)?;
            Ok(())
        })?;
        let without = |what: &str| format!("expected a message batch, found a JSON object without {what}");
        batch.id = id.ok_or_else(|| without("an id"))?;
        batch.processing_status = status.ok_or_else(|| without("a processing_status"))?.into();
        Ok(batch)
    }

    /// Returns whether the batch has ended, so that nothing changes any more.
    pub fn has_ended(&self) -> bool {
        self.processing_status == ProcessingStatus::Ended
    }
}

impl RequestCounts {
    /// Returns the number of requests in the batch.
    pub fn total(self) -> u64 {
        self.processing.saturating_add(self.finished())
    }

    /// Returns the number of requests with a record in the results; 0 if the server does not count.
    pub fn finished(self) -> u64 {
        [self.succeeded, self.errored, self.canceled, self.expired]
            .into_iter()
            .fold(0, u64::saturating_add)
    }

    fn read(reader: &mut Reader<'_>) -> Result<RequestCounts, Fault> {
        let mut counts = RequestCounts::default();
        read_object_if(reader, &mut |reader, name| {
            let field = match name {
                "processing" => &mut counts.processing,
                "succeeded" => &mut counts.succeeded,
                "errored" => &mut counts.errored,
                "canceled" => &mut counts.canceled,
                "expired" => &mut counts.expired,
                _ => return skip(reader),
            };
            *field = reader.count_if()?.unwrap_or_default();
            Ok(())
        })?;
        Ok(counts)
    }
}

/// A page of a list, reduced to the fields that paging uses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Number of batches on the page.
    pub len: usize,
    /// Whether there are more batches in the direction of the request.
    pub has_more: bool,
    /// Id of the first batch on the page.
    pub first_id: Option<String>,
    /// Id of the last batch on the page.
    pub last_id: Option<String>,
}

impl Page {
    /// Parses the body of a response.
    ///
    /// # Errors
    /// A description of the body if it is not a page, as a sentence without its full stop.
    pub fn parse(body: &str) -> Result<Page, String> {
        let mut page = Page::default();
        let mut has_data = false;
        read_body(body, "a page of message batches", &mut |reader, name| {
            match name {
                // Of duplicate keys, the last one counts.
                "data" => {
                    (has_data, page.len) = (reader.kind()? == Kind::Array, 0);
                    if !has_data {
                        return skip(reader);
                    }
                    reader.array(|reader, _| {
                        page.len += 1;
                        skip(reader)
                    })?;
                }
                "has_more" => {
                    let span = reader.skip()?;
                    page.has_more = reader.raw(span) == b"true";
                }
                "first_id" => page.first_id = read_string(reader)?,
                "last_id" => page.last_id = read_string(reader)?,
                _ => skip(reader)?,
            }
            Ok(())
        })?;
        if has_data {
            Ok(page)
        } else {
            Err("expected a page of message batches, found a JSON object without data".into())
        }
    }
}
