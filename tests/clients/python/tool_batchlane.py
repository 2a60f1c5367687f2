"""batchlane's run(): submits, polls, collects. It has no setting for the address of the API, so its constant is set here."""

import json
import os
import sys

import batchlane
from batchlane.adapters import anthropic

anthropic.BASE_URL = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages/batches"
requests = json.loads(sys.stdin.read())
lines = [
    batchlane.BatchLine(
        request["custom_id"],
        "anthropic/" + request["params"]["model"],
        request["params"]["messages"],
        {"max_tokens": request["params"]["max_tokens"]},
    )
    for request in requests
]
seen = {}
for line, result in batchlane.run(lines, poll_interval=0.01):
    text = batchlane.answer_text(result)
    seen[line.custom_id] = ["errored", result.error["error"]["error"]["message"]] if text is None else ["succeeded", text]
print(json.dumps(seen))
