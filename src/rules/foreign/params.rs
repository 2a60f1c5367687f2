//! Parameters of other vendors and of calls, which can never become fields of this API, and fields of this API in the wrong
//! place. Sources: the references of OpenAI, Gemini, Mistral, Cohere, Amazon Bedrock, Ollama and vLLM, and the options of the
//! official SDKs, the AI SDK and LiteLLM, as of 2026-11.

use crate::json::{Word, word};
use crate::rules::foreign::{fold, has, is_folded};
use crate::rules::schema::{Name, Shape};

/// A parameter that this API does not have.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Param {
    /// Its names, folded.
    names: &'static str,
    /// What it is here, or what to do with it.
    pub(in crate::rules) help: &'static str,
    /// The field that stands for it, which need not be missed then.
    pub(in crate::rules) field: Word,
}

const fn row(names: &'static str, help: &'static str) -> Param {
    Param {
        names,
        help,
        field: Word::NONE,
    }
}

const fn is(field: Word, names: &'static str, help: &'static str) -> Param {
    Param { names, help, field }
}

const OF_CALL: &str = "That is an option of a call, not of a request.";
const LEAVE_OUT: &str = "This API has no such setting: leave it out.";

const PARAMS: &[Param] = &[
    is(
        word!("max_tokens"),
        "maxcompletiontokens maxoutputtokens maxtokenstosample maxtokencount maxnewtokens maxgenlen maxlength numpredict \
        ",
        "Here it is max_tokens.",
    ),
    is(
        word!("messages"),
        "prompt prompts input inputs inputtext contents chathistory question query conversation",
        "Here it is messages.",
    ),
    is(
        word!("messages"),
        "role content",
        "That belongs to a message: write \"messages\":[{\"role\":\"user\",\"content\":…}].",
    ),
    is(
        word!("model"),
        "modelid modelname engine deployment deploymentid inferenceprofile",
        "Here it is model.",
    ),
    row(
        "stop stopwords stoptokens stopstrings",
        "Here it is stop_sequences, an array of strings.",
    ),
    row(
        "instructions systemprompt systeminstruction systeminstructions systemmessage preamble developer",
        "Here it is system.",
    ),
    row("user userid enduser safetyidentifier", "Here it is metadata.user_id."),
    row("functions functiondeclarations toolspec toolspecs", "Here it is tools."),
    row("functioncall functioncallingconfig", "Here it is tool_choice."),
    row("toolconfig", "Here that is tools and tool_choice."),
    row(
        "paralleltoolcalls disableparalleltooluse",
        "Here it is tool_choice.disable_parallel_tool_use.",
    ),
    row(
        "responseformat format responseschema responsejsonschema responsemimetype outputschema jsonschema jsonmode \
         guidedjson guidedchoice structuredoutputs structuredoutput grammar schema",
        "Here it is output_config.format.",
    ),
    row(
        "reasoning reasoningeffort effort thinkinglevel reasoningconfig",
        "Here it is output_config.effort.",
    ),
    row("verbosity", "Say in the prompt how long the answer should be."),
    row("taskbudget", "Here it is output_config.task_budget."),
    row(
        "budgettokens thinkingbudget maxthinkingtokens reasoningbudget reasoningtokens",
        "Here it is thinking.budget_tokens.",
    ),
    row(
        "thinkingconfig enablethinking includethoughts includereasoning think",
        "Here it is thinking.",
    ),
    row("skills", "Here it is container.skills."),
    row("edits", "Here it is context_management.edits."),
    row("inputschema strict inputexamples", "That belongs to a tool, in tools."),
    row(
        "cache caching promptcaching promptcachekey cachepoint cachedcontent ttl",
        "Here it is cache_control, on a block or beside messages.",
    ),
    row("customid", "It stands beside params, not in it."),
    row(
        "recordid requestid key",
        "A request is named by its custom_id, beside params.",
    ),
    row(
        "anthropicversion anthropicbeta anthropicbetas apiversion version beta",
        "API version and betas are options of the call.",
    ),
    row(
        "workspace workspaceid",
        "The workspace is an option of the call; it holds for every request of the batch.",
    ),
    row(
        "apikey xapikey authtoken authorization bearer accesstoken token secret",
        "A key belongs to the client, never into a request: take it out of the file.",
    ),
    row(
        "extraheaders extraquery extrabody headers header defaultheaders timeout timeoutms maxretries retries numretries \
         baseurl apibase endpoint host url method fetch signal abortsignal httpclient httpoptions \
         requestoptions options proxy proxies organization organizationid project projectid region location provider \
         dropparams idempotencykey tags maxsteps \
        ",
        OF_CALL,
    ),
    row(
        "params request body modelinput",
        "Put what is in it directly into params.",
    ),
    row(
        "requests",
        "One request has one params; write a request with a custom_id of its own for each.",
    ),
    row(
        "stream streamoptions streaming",
        "Nothing is streamed in a batch: leave it out.",
    ),
    row(
        "n bestof candidatecount numcandidates choices",
        "One request has one answer: send a request for each.",
    ),
    row(
        "frequencypenalty presencepenalty repetitionpenalty repeatpenalty lengthpenalty logitbias \
         logprobs toplogprobs responselogprobs promptlogprobs seed randomseed mintokens minlength minnewtokens \
         minp tfsz mirostat dosample numbeams earlystopping \
         ignoreeos echo suffix prediction truncation safeprompt safetysetting \
         safetysettings moderation guardrailconfig \
         responsemodalities modalities audio \
         \
         returnprompt chattemplate \
         numctx keepalive \
         include maxtoolcalls promptvariables additionalmodelrequestfields \
         requestmetadata",
        LEAVE_OUT,
    ),
    row(
        "generationconfig inferenceconfig textgenerationconfig samplingparams modelkwargs parameters",
        "Put its settings beside messages, by their names here: max_tokens, stop_sequences.",
    ),
    row(
        "documents document files file fileids attachments images image imageurl imageurls media pdf",
        "They stand in messages, as blocks of type image or document.",
    ),
    row(
        "websearchoptions connectors plugins searchparameters websearch",
        "Here it is a tool: {\"type\":\"web_search_20260318\",\"name\":\"web_search\"}.",
    ),
    row(
        "previousresponseid conversationid threadid sessionid",
        "Nothing is kept between requests: send the whole conversation in messages.",
    ),
    row(
        "id object type created createdat stopreason stopdetails usage finishreason systemfingerprint",
        "A response has this field, a request does not: leave it out.",
    ),
    row(
        "text texts",
        "Texts stand in messages; the format of the answer is output_config.format.",
    ),
];

/// What is known of a parameter that the API does not have, by its folded name.
#[cold]
#[inline(never)]
pub(in crate::rules) fn param(folded: &str) -> Option<&'static Param> {
    PARAMS.iter().find(|param| has(param.names, folded))
}

/// What to do with a key that stands beside `params` and belongs into it, or elsewhere.
#[cold]
#[inline(never)]
pub(in crate::rules) fn beside(name: &str) -> Option<&'static str> {
    let folded = fold(name);
    let fields = Shape::of(Name::CreateParams).fields();
    if fields.iter().any(|field| is_folded(field.name.as_str(), &folded))
        || has("temperature topp topk stream", &folded)
    {
        return Some("Put it into params.");
    }
    if folded == "betas" {
        return Some("Betas are an option of the call; they hold for every request of the batch.");
    }
    let param = param(&folded)?;
    match folded.as_str() {
        "body" | "method" | "url" => Some("That is another vendor's batch format: put what was in body into params."),
        "customid" | "id" | "recordid" | "key" => Some("Here the name of a request is custom_id."),
        "params" | "request" | "requests" | "modelinput" | "type" | "object" => None,
        _ if param.field != Word::NONE || param.help.starts_with("Here it is ") => {
            Some("Put it into params, by its name there.")
        }
        _ => Some(param.help),
    }
}
