"""promptbatch as one runs it: a task over files, submitted after a count of their tokens, polled, collected."""

import contextlib
import io
import json
import pathlib
import sys

from promptbatch import cli

folder = pathlib.Path(sys.argv[1])
requests = json.loads(sys.stdin.read())
task, output, inputs = folder / "task.md", folder / "out", folder / "inputs"
inputs.mkdir()
model = requests[0]["params"]["model"]
task.write_text(f'+++\nmodel = "{model}"\nmax_tokens = 64\n+++\nAnswer.\n---prompt---\n{{{{content}}}}\n')
for request in requests:
    (inputs / f"{request['custom_id']}.txt").write_text(request["params"]["messages"][0]["content"])


def run(*arguments):
    """What a command prints."""
    sys.argv = ["promptbatch", *map(str, arguments)]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        cli.main()
    return said.getvalue()


submitted = run("batch", "submit", task, inputs, "-o", output, "--max-cost", "20")
polls = 1
while "ended" not in run("batch", "status", output):
    polls += 1
counts = json.loads(run("batch", "collect", task, output))
texts = {file.stem: file.read_text() for file in sorted(output.glob("*.txt"))}
print(json.dumps({"texts": texts, "ok": counts["ok"], "review": counts["review"], "error": counts["error"], "polls": polls}))
