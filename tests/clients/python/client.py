"""The official Python SDK behind the lines of ../program.mjs. It runs with either version of the SDK."""

import json
import os
import sys

import anthropic

client = anthropic.Anthropic(
    base_url=os.environ["CLIENT_BASE_URL"],
    api_key=os.environ["CLIENT_API_KEY"],
    max_retries=0,
)
batches = client.messages.batches


def create(requests, beta=None):
    if beta is None:
        return seen_batch(batches.create(requests=requests))
    return seen_batch(client.beta.messages.batches.create(requests=requests, betas=[beta]))


def page(limit, after=None, before=None):
    found = batches.list(**given(limit=limit, after_id=after, before_id=before))
    return {
        "ids": [batch.id for batch in found.data],
        "more": found.has_more,
        "first": found.first_id,
        "last": found.last_id,
    }


def every(limit, before=None):
    return [batch.id for batch in batches.list(**given(limit=limit, before_id=before))]


def delete(id):
    deleted = batches.delete(id)
    return {"id": deleted.id, "type": deleted.type}


OPERATIONS = {
    "create": create,
    "retrieve": lambda id: seen_batch(batches.retrieve(id)),
    "page": page,
    "all": every,
    "cancel": lambda id: seen_batch(batches.cancel(id)),
    "delete": delete,
    "results": lambda id: [seen_line(line) for line in batches.results(id)],
}


def given(**options):
    return {name: value for name, value in options.items() if value is not None}


def seen_batch(batch):
    def time(value):
        return None if value is None else round(value.timestamp() * 1000)

    counts = batch.request_counts
    return {
        "id": batch.id,
        "status": batch.processing_status,
        "counts": {
            "processing": counts.processing,
            "succeeded": counts.succeeded,
            "errored": counts.errored,
            "canceled": counts.canceled,
            "expired": counts.expired,
        },
        "created": time(batch.created_at),
        "expires": time(batch.expires_at),
        "ended": time(batch.ended_at),
        "cancelInitiated": time(batch.cancel_initiated_at),
        "archived": time(batch.archived_at),
        "resultsUrl": batch.results_url,
    }


def seen_line(line):
    result = line.result
    seen = {"id": line.custom_id, "type": result.type}
    if result.type == "errored":
        error = result.error.error
        seen["error"] = {"type": error.type, "message": error.message}
    if result.type == "succeeded":
        message = result.message
        seen["blocks"] = [block.type for block in message.content]
        seen["text"] = "".join(block.text for block in message.content if block.type == "text")
        seen["stop"] = message.stop_reason
        seen["tokens"] = [message.usage.input_tokens, message.usage.output_tokens]
    return seen


def failed(error):
    if not isinstance(error, anthropic.APIStatusError):
        return {"message": str(error)}
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error", {})
    return {
        "status": error.status_code,
        "type": inner.get("type"),
        "message": inner.get("message", str(error)),
    }


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = {"ok": OPERATIONS[asked["op"]](**asked["args"])}
    except anthropic.AnthropicError as error:
        answer = {"failed": failed(error)}
    print(json.dumps(answer), flush=True)
