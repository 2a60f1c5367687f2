//! Parses the body of an unsuccessful response.

use crate::calls::call::{Reply, Verb};
use crate::calls::create::KeyState;
use crate::calls::error::{ApiError, BodyKind, Outcome};
use crate::calls::reply_body::{HTML, read_body, read_object_if, read_string, skip};

/// Parses the body of an unsuccessful response. A body without the API's envelope comes from a proxy in front of the API (a
/// CDN's 413 is an HTML page) and is described, not quoted.
/// `is_api` says that the call went to the API itself, not to a gateway; `is_keyed` that it carried an idempotency key.
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
        is_there: is_envelope,
        is_marked,
    } = envelope;
    error.body_kind = match &outcome {
        Ok(()) if is_marked && error.kind.is_some() => BodyKind::Api,
        Ok(()) if is_envelope => BodyKind::Compatible,
        Err(problem) if problem.ends_with(HTML) => BodyKind::Html,
        _ => BodyKind::Other,
    };
    error.message = match (outcome, message) {
        (Ok(()), Some(message)) => message,
        (Ok(()), None) if is_envelope => "the API sent no message".into(),
        (Ok(()), None) => "expected the API's JSON error, found another JSON object.".into(),
        (Err(problem), _) => format!("{problem}."),
    };
    if reply.status == 413 && !is_envelope {
        error.message.push_str(
            " The body was too large for the API or for a proxy in front of it: send fewer or smaller requests in one \
             batch.",
        );
    }
    // A server that failed while creating may have failed after storing, and a gateway that refuses may have passed the
    // create on before: an answer proves nothing unless it is the API's, or comes from a peer that remembers the create.
    let may_have_stored = matches!(error.status, 408 | 409)
        || (error.status >= 500 && error.status != 529)
        || matches!(reply.key_state, Some(KeyState::Stored | KeyState::Undecided));
    let is_proof = is_api
        || (is_keyed && reply.remembers_keys && matches!(reply.key_state, None | Some(KeyState::Free)))
        || (is_envelope && reply.request_id.is_some())
        // There is no such endpoint, or the body was too large to be taken.
        || matches!(error.status, 404 | 405 | 413);
    if verb == Verb::Create && (may_have_stored || !is_proof) {
        error.outcome = Some(Outcome::Unknown);
    }
    error
}

/// The envelope of an API error.
#[derive(Default)]
struct Envelope {
    message: Option<String>,
    /// There is an object `error`.
    is_there: bool,
    /// And beside it the type that all its errors have.
    is_marked: bool,
}

impl Envelope {
    fn read(&mut self, error: &mut ApiError, body: &str) -> Result<(), String> {
        read_body(body, "the API's JSON error", &mut |reader, name| {
            match name {
                "error" => {
                    self.is_there = read_object_if(reader, &mut |reader, name| {
                        match name {
                            "type" => error.kind = read_string(reader)?,
                            "message" => self.message = read_string(reader)?,
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
                    })?;
                }
                "type" => self.is_marked = read_string(reader)?.as_deref() == Some("error"),
                "request_id" => error.request_id = read_string(reader)?.or(error.request_id.take()),
                _ => skip(reader)?,
            }
            Ok(())
        })
    }
}
