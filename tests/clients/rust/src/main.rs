//! The crate `claudius` as a client that reads and writes the lines described in ../../program.mjs.

use std::io::{self, BufRead, Write};

use claudius::{
    Anthropic, Error, MessageBatch, MessageBatchCreateParams, MessageBatchCreateRequest, MessageBatchListParams,
    MessageBatchResult, MessageBatchResultVariant,
};
use futures::TryStreamExt;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Asked {
    op: String,
    args: Args,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Args {
    id: String,
    requests: Vec<MessageBatchCreateRequest>,
    beta: Option<String>,
    limit: Option<u32>,
    after: Option<String>,
    before: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Anthropic::new(Some(std::env::var("CLIENT_API_KEY")?))?
        .with_base_url(std::env::var("CLIENT_BASE_URL")?)
        .with_max_retries(0);
    for line in io::stdin().lock().lines() {
        let answer = match operate(&client, serde_json::from_value(read(&line?)?)?).await {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "failed": failed(&error) }),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

/// Reads one operation. The crate requires `stream` in every request, even though batches cannot stream.
fn read(line: &str) -> serde_json::Result<Value> {
    let mut asked: Value = serde_json::from_str(line)?;
    let requests = asked.pointer_mut("/args/requests").and_then(Value::as_array_mut);
    for request in requests.into_iter().flatten() {
        request["params"]["stream"] = Value::Bool(false);
    }
    Ok(asked)
}

async fn operate(client: &Anthropic, Asked { op, args }: Asked) -> claudius::Result<Value> {
    match op.as_str() {
        "create" => {
            let mut params = MessageBatchCreateParams::new(args.requests);
            params.betas = args.beta.map(|beta| vec![beta]);
            client.create_message_batch(params).await.map(seen_batch)
        }
        "retrieve" => client.retrieve_message_batch(&args.id).await.map(seen_batch),
        "page" => {
            let mut params = MessageBatchListParams::new();
            params.limit = args.limit;
            params.after_id = args.after;
            params.before_id = args.before;
            let page = client.list_message_batches(Some(params)).await?;
            let ids: Vec<String> = page.data.into_iter().map(|batch| batch.id).collect();
            Ok(json!({ "ids": ids, "more": page.has_more, "first": page.first_id, "last": page.last_id }))
        }
        "cancel" => client.cancel_message_batch(&args.id).await.map(seen_batch),
        "delete" => {
            let deleted = client.delete_message_batch(&args.id).await?;
            Ok(json!({ "id": deleted.id, "type": deleted.r#type }))
        }
        "results" => {
            let lines = client.stream_message_batch_results(&args.id).await?;
            let seen: Vec<Value> = lines.map_ok(seen_line).try_collect().await?;
            Ok(Value::Array(seen))
        }
        other => Err(Error::unknown(format!("There is no operation {other}."))),
    }
}

fn seen_batch(batch: MessageBatch) -> Value {
    let time = |at: time::OffsetDateTime| at.unix_timestamp_nanos() / 1_000_000;
    json!({
        "id": batch.id,
        "status": batch.processing_status,
        "counts": batch.request_counts,
        "created": time(batch.created_at),
        "expires": time(batch.expires_at),
        "ended": batch.ended_at.map(time),
        "cancelInitiated": batch.cancel_initiated_at.map(time),
        "archived": batch.archived_at.map(time),
        "resultsUrl": batch.results_url,
    })
}

fn seen_line(line: MessageBatchResult) -> Value {
    let id = line.custom_id;
    match line.result {
        MessageBatchResultVariant::Succeeded { message } => {
            let blocks: Vec<Value> = message
                .content
                .iter()
                .map(|block| json!(block)["type"].take())
                .collect();
            let text: String = message
                .content
                .iter()
                .filter_map(|block| block.as_text())
                .map(|text| text.text.as_str())
                .collect();
            let tokens = [message.usage.input_tokens, message.usage.output_tokens];
            json!({ "id": id, "type": "succeeded", "blocks": blocks, "text": text, "stop": message.stop_reason, "tokens": tokens })
        }
        MessageBatchResultVariant::Errored { error } => {
            let error = json!({ "type": error.error.r#type, "message": error.error.message });
            json!({ "id": id, "type": "errored", "error": error })
        }
        MessageBatchResultVariant::Canceled => json!({ "id": id, "type": "canceled" }),
        MessageBatchResultVariant::Expired => json!({ "id": id, "type": "expired" }),
    }
}

/// The crate represents the status as an enum variant and drops the API's `error.type`.
fn failed(error: &Error) -> Value {
    let (status, message) = match error {
        Error::BadRequest { message, .. } => (Some(400), message.clone()),
        Error::Authentication { message } => (Some(401), message.clone()),
        Error::Permission { message } => (Some(403), message.clone()),
        Error::NotFound { message, .. } => (Some(404), message.clone()),
        Error::Api {
            status_code, message, ..
        } => (Some(*status_code), message.clone()),
        other => (None, other.to_string()),
    };
    json!({ "status": status, "message": message })
}
