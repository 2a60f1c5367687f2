"""batchwizard as one runs it: a file of requests in, files of results out. Prints what the files say."""

import json
import pathlib
import sys

from batchwizard.cli import app

folder = pathlib.Path(sys.argv[1])
requests = json.loads(sys.stdin.read())
(folder / "requests.jsonl").write_text("".join(json.dumps(request) + "\n" for request in requests))
arguments = ["process", str(folder / "requests.jsonl"), "--provider", "anthropic"]
try:
    app([*arguments, "--check-interval", "0", "--output-directory", str(folder / "out")], standalone_mode=False)
except SystemExit as end:
    print(f"batchwizard ended with {end.code}", file=sys.stderr)

seen = {}
for file in sorted((folder / "out").rglob("*.jsonl")):
    for line in file.read_text().splitlines():
        record = json.loads(line)
        result = record["result"]
        message = result.get("message")
        text = result["error"]["error"]["message"] if message is None else message["content"][0]["text"]
        seen[record["custom_id"]] = [result["type"], text]
print("\n" + json.dumps(seen))
