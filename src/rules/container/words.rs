//! The names of formats that are not requests, and how they map to requests.

use super::Container;

const MOVE_CHAT: &str = "Convert it: fromOpenAI(input, { model }), or message-batches convert FILE --from openai --model ID. It moves the content of body into params, messages with the role system to system, max_completion_tokens to max_tokens, which is required, and stop to stop_sequences.";
const MOVE_RESPONSES: &str = "Convert it: fromOpenAI(input, { model }), or message-batches convert FILE --from openai --model ID. It moves the content of body into params: instructions to system, input to messages, max_output_tokens to max_tokens, which is required.";
const MOVE_MISTRAL: &str = "Convert it: fromOpenAI(input, { model }), or message-batches convert FILE --from openai --model ID. It moves the content of body into params, and messages with the role system to system. max_tokens is required.";
const MOVE_BEDROCK: &str = "Convert it: fromBedrock(input, { model }), or message-batches convert FILE --from bedrock --model ID. It renames recordId to custom_id and modelInput to params, and adds model.";
const MOVE_GEMINI: &str = "Rename key to custom_id, and request to params. In it, rename contents to messages (the role model to assistant, parts \
                           to content), systemInstruction to system, and generationConfig.maxOutputTokens to max_tokens. Add a \
                           Claude model.";
const USE_TEMPLATE: &str = "Make requests from its rows with a template: fromRows(rows, template), or message-batches build ROWS \
                            --template FILE.";
const EXPORT_TABLE: &str = "Export the table as CSV, and make requests from its rows with a template: fromRows(rows, template), or \
                            message-batches build ROWS --template FILE.";

const INTO_PARAMS: &str = "Write {\"custom_id\":…,\"params\":{…}}, with these keys inside params.";
const FROM_CHAT: &str = "Write {\"custom_id\":…,\"params\":{…}}, with these keys inside params. Choose a Claude model, move messages \
                         with the role system to system, and rename max_completion_tokens to max_tokens, which is required, and \
                         stop to stop_sequences.";
const FROM_CONVERSATION: &str = "Write {\"custom_id\":…,\"params\":{…}}, with model, max_tokens and messages inside params, and move \
                                 messages with the role system to system.";
const FROM_SHAREGPT: &str = "Write {\"custom_id\":…,\"params\":{…}}, with model, max_tokens and messages inside params. In messages, \
                             rename from to role (human to user, gpt to assistant) and value to content.";
const FROM_LANGCHAIN: &str = "Write {\"custom_id\":…,\"params\":{…}}, with model, max_tokens and messages inside params. In messages, take content out of kwargs, and add a role.";
const FROM_INPUTS: &str =
    "Write {\"custom_id\":…,\"params\":{…}} for each input, with model, max_tokens and messages inside params.";
const FROM_CONVERSE: &str = "Rename recordId to custom_id and modelInput to params, and add model. Make messages of a prompt, write \
                             blocks with a type, and move the settings of inferenceConfig next to messages.";

const WRITE_ANEW: &str = "It cannot be converted: write {\"custom_id\":…,\"params\":{…}} for each line, with model, max_tokens and \
                          messages inside params.";
const FROM_PAIRS: &str = "Write {\"custom_id\":…,\"params\":{…}} for each pair.";
const FLATTEN: &str = "Write all requests into one array: requests.flat().";
const NO_EMBEDDINGS: &str = "This API has no embeddings, so these requests cannot be converted.";

const MOVE_VERTEX: &str = "Rename request to params, leave out anthropic_version, and add model and custom_id.";

const DUMP: &str = "Write each request with json.dumps(request), not with str(request) or print(request).";

const UNFENCE: &str = "Remove the lines that begin with ```, and write one request per line.";

impl Container {
    /// The name of the format, and the fix.
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Container::Chat => ("an OpenAI batch file (chat completions)", MOVE_CHAT),
            Container::Responses => ("an OpenAI batch file (responses)", MOVE_RESPONSES),
            Container::Embeddings => ("an OpenAI batch file (embeddings)", NO_EMBEDDINGS),
            Container::OtherBatch => ("a batch file for another kind of API", WRITE_ANEW),
            Container::Pairs => ("pairs of an id and params", FROM_PAIRS),
            Container::Nested => ("arrays of requests inside an array", FLATTEN),
            Container::OpenAiResults => ("results of an OpenAI batch", "Pass the file with the requests."),
            Container::Mistral => ("a Mistral batch file", MOVE_MISTRAL),
            Container::ClaudeBody => (
                "requests with their params under body",
                "Rename body to params, and leave out method and url.",
            ),
            Container::Bedrock => ("an Amazon Bedrock batch file", MOVE_BEDROCK),
            Container::BedrockResults => ("results of an Amazon Bedrock batch", "Pass the file with the requests."),
            Container::Vertex => ("a Vertex AI batch file", MOVE_VERTEX),
            Container::VertexResults => ("results of a Vertex AI batch", "Pass the file with the requests."),
            Container::Answer => (
                "an answer of the API: a batch, a message or an error",
                "Pass the file with the requests.",
            ),
            Container::Gemini => ("a Gemini batch file", MOVE_GEMINI),
            Container::Results => (
                "results of a batch",
                "Read them with readResults, or message-batches results FILE. To send the requests again, pass the file \
                 with the requests.",
            ),
            Container::Csv => ("what looks like CSV", USE_TEMPLATE),
            Container::Python => ("Python notation, with single quotes", DUMP),
            Container::Fence => ("a Markdown code block (```)", UNFENCE),
            Container::Wrapped => (
                "an object with requests inside, but not under the key \"requests\"",
                "Write {\"requests\":[…]}, the array alone, or one request per line.",
            ),
            Container::ById => (
                "an object with ids as keys",
                "Write {\"custom_id\":…,\"params\":{…}} for each entry: its key is the custom_id.",
            ),
            Container::Params => ("params without a request around them", INTO_PARAMS),
            Container::ChatBody => ("bodies of OpenAI chat completions", FROM_CHAT),
            Container::Conversation => ("conversations without a request around them", FROM_CONVERSATION),
            Container::ShareGpt => ("conversations in the form of ShareGPT", FROM_SHAREGPT),
            Container::LangChain => ("messages that LangChain serialized", FROM_LANGCHAIN),
            Container::Inputs => (
                "inputs of a model endpoint, as instances or inputs with parameters",
                FROM_INPUTS,
            ),
            Container::Converse => ("an Amazon Bedrock batch file, not in the form of Claude", FROM_CONVERSE),
            Container::Rows => ("rows of data", USE_TEMPLATE),
            Container::Strings => (
                "strings that contain requests as JSON",
                "The requests were converted to JSON twice: write each as an object, with one json.dumps or JSON.stringify.",
            ),
            Container::Markdown => ("a Markdown table", EXPORT_TABLE),
        }
    }
}
