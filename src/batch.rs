//! A batch as the API describes it. Read leniently: unknown fields are ignored here (JavaScript gets the whole object),
//! missing optional ones are `None`, and an unknown status means "not ended".

use serde::Deserialize;

/// The fields of a `MessageBatch` that decisions depend on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct MessageBatch {
    /// Opaque id; its form may change.
    pub id: String,
    /// Where the batch is in its life.
    pub processing_status: ProcessingStatus,
    /// How many requests are in which state.
    #[serde(default)]
    pub request_counts: RequestCounts,
    /// RFC 3339.
    #[serde(default)]
    pub created_at: Option<String>,
    /// RFC 3339; 24 hours after `created_at`.
    #[serde(default)]
    pub expires_at: Option<String>,
    /// RFC 3339, once ended.
    #[serde(default)]
    pub ended_at: Option<String>,
    /// RFC 3339, once the results are gone.
    #[serde(default)]
    pub archived_at: Option<String>,
    /// Where the results are, once ended.
    #[serde(default)]
    pub results_url: Option<String>,
}

/// `processing_status`: an open set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum ProcessingStatus {
    /// Requests are being processed.
    InProgress,
    /// A cancel was asked for; requests already running may still finish.
    Canceling,
    /// Nothing will change any more.
    Ended,
    /// A status that this version does not know: not ended.
    Other(String),
}

impl ProcessingStatus {
    /// The word on the wire.
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

/// `request_counts`. The five always add up to the number of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct RequestCounts {
    /// Not done yet.
    pub processing: u64,
    /// Answered by the model, refusals and truncations included.
    pub succeeded: u64,
    /// Failed.
    pub errored: u64,
    /// Not started before a cancel.
    pub canceled: u64,
    /// Not started within 24 hours.
    pub expired: u64,
}

impl MessageBatch {
    /// Reads the body of an answer; says what is wrong with it otherwise.
    pub fn parse(text: &str) -> Result<MessageBatch, String> {
        serde_json::from_str(text).map_err(|error| format!("expected a message batch, found {}", found(text, &error)))
    }

    /// Whether nothing will change any more.
    pub fn has_ended(&self) -> bool {
        self.processing_status == ProcessingStatus::Ended
    }
}

/// A page of a list, reduced to what paging needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Number of batches on the page.
    #[serde(rename = "data", deserialize_with = "length")]
    pub len: usize,
    /// Whether there are more in the direction of the request.
    #[serde(default)]
    pub has_more: bool,
    /// Id of the first batch on the page.
    #[serde(default)]
    pub first_id: Option<String>,
    /// Id of the last batch on the page.
    #[serde(default)]
    pub last_id: Option<String>,
}

fn length<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    Vec::<serde::de::IgnoredAny>::deserialize(deserializer).map(|items| items.len())
}

impl Page {
    /// Reads the body of an answer; says what is wrong with it otherwise.
    pub fn parse(text: &str) -> Result<Page, String> {
        serde_json::from_str(text)
            .map_err(|error| format!("expected a page of message batches, found {}", found(text, &error)))
    }
}

/// Describes a body that is not what was expected, without quoting more than its kind.
pub(crate) fn found(text: &str, error: &serde_json::Error) -> String {
    let text = text.trim_start();
    let what = match text.as_bytes().first() {
        None => "an empty body",
        Some(b'<') => "what looks like an HTML page",
        Some(b'{') => "a JSON object",
        Some(b'[') => "a JSON array",
        Some(_) => "text that is not a JSON object",
    };
    match error.classify() {
        serde_json::error::Category::Data if what == "a JSON object" => format!("{what} that does not fit ({error})"),
        serde_json::error::Category::Eof if what == "a JSON object" => format!("{what} that breaks off ({error})"),
        _ => what.to_string(),
    }
}
