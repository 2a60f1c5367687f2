//! Parses the body of an unsuccessful response.

use crate::calls::api_error::closing_stop;
use crate::calls::call::{Reply, Verb};
use crate::calls::create::KeyState;
use crate::calls::error::{ApiError, BodyKind, Outcome};
use crate::calls::error_words;
use crate::calls::reply_body::{HTML, read_body, read_object_if, read_string, skip};
use crate::json::{Fault, Kind, Reader};

/// Parses the body of an unsuccessful response. A body without the API's envelope comes from a gateway or an API-compatible
/// server, whose text is quoted, or from a proxy, whose HTML page is described (for example the 413 of a CDN). `is_api`: the call
/// went to the API itself, not to a gateway. `is_keyed`: it had an idempotency key.
pub fn parse(verb: Verb, reply: &Reply, body: &str, is_api: bool, is_keyed: bool) -> ApiError {
    let mut error = ApiError {
        status: reply.status,
        request_id: reply.request_id.clone(),
        retry_after: reply.retry_after,
        should_retry: reply.should_retry,
        ..ApiError::default()
    };
    let mut envelope = Envelope::default();
    let outcome = envelope.read(&mut error, body);
    let Envelope {
        message,
        word,
        is_there: is_envelope,
        is_marked,
    } = envelope;
    let message = message.filter(|_| outcome.is_ok()).or_else(|| error_words::find(body));
    error.body_kind = match &outcome {
        Ok(()) if is_marked && error.kind.is_some() => BodyKind::Api,
        Ok(()) if is_envelope => BodyKind::Compatible,
        Err(problem) if problem.ends_with(HTML) => BodyKind::Html,
        _ => BodyKind::Other,
    };
    error.message = match (outcome, message) {
        (_, Some(message)) => {
            // The error code of OAuth.
            error.kind = error
                .kind
                .or(word.filter(|word| *word != message && !word.contains(char::is_whitespace)));
            error_words::escaped(&message)
        }
        (Ok(()), None) if is_envelope => "the API sent no message".into(),
        (Ok(()), None) => "expected the API's JSON error, found another JSON object.".into(),
        (Err(problem), None) => format!("{problem}."),
    };
    if reply.status == 413 && !is_envelope {
        error.message.push_str(closing_stop(&error.message));
        error.message.push_str(
            " The body was too large for the API or for a proxy in front of it: send fewer or smaller requests in one \
             batch.",
        );
    }
    // A server may fail after storing the batch, and a gateway that rejects a create may have forwarded it before. So an error
    // response proves nothing, unless it is the API's, or comes from a peer that remembers the create.
    let may_have_stored = matches!(error.status, 408 | 409)
        || (error.status >= 500 && error.status != 529)
        || matches!(reply.key_state, Some(KeyState::Stored | KeyState::Undecided));
    let is_proof = is_api
        || (is_keyed && reply.remembers_keys && matches!(reply.key_state, None | Some(KeyState::Free)))
        || (is_envelope && reply.request_id.is_some())
        // There is no such endpoint, or the body was too large to be read.
        || matches!(error.status, 404 | 405 | 413);
    if verb == Verb::Create {
        error.outcome = Some(match may_have_stored || !is_proof {
            true => Outcome::Unknown,
            false => Outcome::NotSent,
        });
    }
    error
}

/// Returns what the body of a success that is not the expected object says, in at most `most` characters: some servers answer an
/// error with the status 200.
#[cold]
pub fn words_in(body: &str, most: usize) -> Option<String> {
    let is_object = body.trim_ascii_start().starts_with('{');
    let words = is_object.then(|| error_words::find(body)).flatten()?;
    Some(error_words::escaped(&words).chars().take(most).collect())
}

/// The envelope of an API error.
#[derive(Default)]
struct Envelope {
    message: Option<String>,
    /// `error`, if it is a string.
    word: Option<String>,
    /// Whether `error` is an object.
    is_there: bool,
    /// Whether it also has the type that all errors of the API have.
    is_marked: bool,
}

/// Maximum number of nested `error` objects that are read. The API has one.
const MAX_DEPTH: u32 = 4;

impl Envelope {
    fn read(&mut self, error: &mut ApiError, body: &str) -> Result<(), String> {
        read_body(body, "the API's JSON error", &mut |reader, name| {
            match name {
                "error" if reader.kind()? == Kind::String => self.word = read_string(reader)?,
                "error" => self.is_there = self.inner(error, reader, 1)?,
                "type" => self.is_marked = read_string(reader)?.as_deref() == Some("error"),
                "request_id" => error.request_id = read_string(reader)?.or(error.request_id.take()),
                _ => skip(reader)?,
            }
            Ok(())
        })
    }

    /// Reads an object `error`. Returns whether it was an object.
    fn inner(&mut self, error: &mut ApiError, reader: &mut Reader<'_>, depth: u32) -> Result<bool, Fault> {
        read_object_if(reader, &mut |reader, name| {
            match name {
                "type" => error.kind = read_string(reader)?.or(error.kind.take()),
                "message" => {
                    let message = read_string(reader)?.filter(|text| !text.trim().is_empty());
                    self.message = message.or(self.message.take());
                }
                "error" if depth < MAX_DEPTH => drop(self.inner(error, reader, depth + 1)?),
                "details" => drop(read_object_if(reader, &mut |reader, name| {
                    match name {
                        "error_code" => error.error_code = read_string(reader)?,
                        _ => skip(reader)?,
                    }
                    Ok(())
                })?),
                _ => skip(reader)?,
            }
            Ok(())
        })
    }
}
