"""docs/guide.md by the official Python SDK: the same batches, the same lines where the guide prints what the API said."""

import base64
import pathlib
import time

import anthropic

batches = anthropic.Anthropic().messages.batches
NAMES = ["processing", "succeeded", "errored", "canceled", "expired"]
MODEL = "claude-haiku-4-5"
IMAGE = pathlib.Path(__file__).parents[3] / "docs" / "house.jpg"


def params(messages, **more):
    return {"model": MODEL, "max_tokens": 300, "messages": messages, **more}


def user(content):
    return {"role": "user", "content": content}


def wait(id):
    while (batch := batches.retrieve(id)).processing_status != "ended":
        time.sleep(0.2)
    counts = batch.request_counts
    print(", ".join(f"{getattr(counts, name)} {name}" for name in NAMES))


def read(id):
    for line in batches.results(id):
        print(f"{line.custom_id}: {line.result.type}")
        if line.result.type == "succeeded":
            print(f"  {line.result.message.content[0].text[:200]}")


questions = [
    "What is the capital of France?",
    "Why is the sky blue?",
    "How many legs does a spider have?",
    "Who wrote Middlemarch?",
]
batch = batches.create(
    requests=[
        {"custom_id": f"question-{index}", "params": params([user(question)])}
        for index, question in enumerate(questions)
    ]
)
print(f"Created: {batch.processing_status}")
wait(batch.id)
read(batch.id)

picture = {"type": "base64", "media_type": "image/jpeg", "data": base64.b64encode(IMAGE.read_bytes()).decode()}
turns = [user("My name is Ada."), {"role": "assistant", "content": "Nice to meet you, Ada."}, user("What is my name?")]
mixed = batches.create(
    requests=[
        {"custom_id": "simple", "params": params([user("What is 17 times 23?")])},
        {
            "custom_id": "image",
            "params": params(
                [user([{"type": "image", "source": picture}, {"type": "text", "text": "What is in this picture?"}])]
            ),
        },
        {
            "custom_id": "system",
            "params": params([user("How is the weather?")], system="You are a pirate. Answer in one sentence."),
        },
        {"custom_id": "conversation", "params": params(turns)},
    ]
)
print(f"Created with {mixed.request_counts.processing} requests")
wait(mixed.id)
read(mixed.id)

try:
    batches.results("msgbatch_that_never_was")
except anthropic.NotFoundError as error:
    print(f"{error.status_code} {error.body['error']['type']}: {error.body['error']['message']}")
