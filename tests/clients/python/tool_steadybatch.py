"""steadybatch as its documentation has it: a runner with a schema, by which it judges each answer itself."""

import json
import sys

from steadybatch import Request, Runner
from steadybatch.providers.anthropic_batch import AnthropicBatch

schema = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "people": {"type": "integer"}},
    "required": ["city", "people"],
    "additionalProperties": False,
}
requests = json.loads(sys.stdin.read())
model = requests[0]["params"]["model"]
runner = Runner(AnthropicBatch(), model, response_schema=schema, poll_every=0.01)
report = runner.run(
    Request(request["custom_id"], request["params"]["messages"], max_tokens=request["params"]["max_tokens"])
    for request in requests
)
seen = {result.key: [result.outcome.value, sorted(result.data)] for result in report.results}
print(json.dumps({**seen, "batches": report.batches_submitted, "invalid": report.lines_invalid}))
