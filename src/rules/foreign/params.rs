//! Parameters of other vendors and of calls, which can never become fields of this API, and fields of this API in the wrong
//! place. Sources: the references of OpenAI, Gemini, Mistral, Cohere, Amazon Bedrock, Groq, OpenRouter, Perplexity, Ollama and
//! vLLM, and the options of the official SDKs, the AI SDK, DSPy, Haystack, Instructor, LangChain, LiteLLM and LlamaIndex, as of
//! 2026-11.

use std::sync::OnceLock;

use crate::json::{Word, word};
use crate::rules::foreign::{fold, has, is_folded};
use crate::rules::schema::{Name, Shape};

/// A parameter that this API does not support.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Param {
    /// Its names, folded.
    names: &'static str,
    /// The fix.
    pub(in crate::rules) help: &'static str,
    /// The field that it represents, which is then not reported as missing.
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

const OF_CALL: &str = "This is an option of the call, not of a request.";
const LEAVE_OUT: &str = "This API has no such setting: leave it out.";

const PARAMS: &[Param] = &[
    is(
        word!("max_tokens"),
        "maxcompletiontokens maxoutputtokens maxtokenstosample maxtokencount maxnewtokens maxgenlen maxlength numpredict \
         maxgeneratedtokens",
        "Use max_tokens.",
    ),
    is(
        word!("messages"),
        "prompt prompts input inputs inputtext contents chathistory chatmessages question query conversation",
        "Use messages.",
    ),
    is(
        word!("messages"),
        "role content",
        "This belongs to a message: write \"messages\":[{\"role\":\"user\",\"content\":…}].",
    ),
    is(
        word!("model"),
        "modelid modelname engine deployment deploymentid deploymentname inferenceprofile inferenceprofilearn modelarn",
        "Use model.",
    ),
    row(
        "stop stopwords stopwordsids stoptokens stoptokenids stopstrings",
        "Use stop_sequences, an array of strings.",
    ),
    row(
        "instructions systemprompt systeminstruction systeminstructions systemmessage preamble developer sysprompt",
        "Use system.",
    ),
    row(
        "user userid enduser enduserid safetyidentifier",
        "Use metadata.user_id.",
    ),
    row("k", "Its name is top_k, which API version 2023-06-01 has."),
    row("p", "Its name is top_p, which API version 2023-06-01 has."),
    row("functions functiondeclarations toolspec toolspecs", "Use tools."),
    row("functioncall functioncallingconfig", "Use tool_choice."),
    row("toolconfig", "Its settings belong in tools and tool_choice."),
    row(
        "paralleltoolcalls disableparalleltooluse",
        "Use tool_choice.disable_parallel_tool_use.",
    ),
    row(
        "responseformat format responseschema responsejsonschema responsemimetype outputschema jsonschema jsonmode \
         guidedjson guidedchoice guidedregex guidedgrammar structuredoutputs structuredoutput grammar schema responsemodel \
         output experimentaloutput schemaname schemadescription",
        "Use output_config.format.",
    ),
    row(
        "reasoning reasoningeffort effort thinkinglevel reasoningconfig",
        "Use output_config.effort.",
    ),
    row("verbosity", "Say in the prompt how long the answer should be."),
    row("taskbudget", "Use output_config.task_budget."),
    row(
        "budgettokens thinkingbudget maxthinkingtokens maxreasoningtokens reasoningbudget reasoningtokens",
        "Use thinking.budget_tokens.",
    ),
    row(
        "thinkingconfig enablethinking includethoughts includereasoning reasoningformat think",
        "Use thinking.",
    ),
    row("skills", "Use container.skills."),
    row("edits", "Use context_management.edits."),
    row("inputschema strict inputexamples", "This belongs to a tool, in tools."),
    row(
        "cache caching promptcaching promptcachekey promptcacheretention cachepoint cachedcontent cachedcontents ttl",
        "Use cache_control, on a block or next to messages.",
    ),
    row("customid", "It belongs next to params, not inside it."),
    row(
        "recordid requestid key",
        "The name of a request is custom_id, next to params.",
    ),
    row(
        "anthropicversion anthropicbeta anthropicbetas apiversion version beta",
        "Set the API version and betas on the call.",
    ),
    row(
        "workspace workspaceid anthropicworkspaceid",
        "Set the workspace on the call: it applies to every request of the batch.",
    ),
    row(
        "apikey xapikey authtoken authorization bearer bearertoken accesstoken token secret anthropicapikey awsaccesskeyid \
         awssecretaccesskey",
        "An API key belongs to the client, never in a request: remove it from the file.",
    ),
    row(
        "extraheaders extraquery extrabody headers header defaultheaders timeout timeoutms maxretries retries retry \
         numretries baseurl apibase apitype endpoint host url method fetch signal abortsignal httpagent httpclient \
         httpoptions requestoptions options proxy proxies verify organization organizationid project projectid region \
         location provider provideroptions customllmprovider dropparams additionaldropparams idempotencykey callbacks tags \
         maxsteps route transforms streamtimeout asyncclient credentials verbose contenttype accept validationcontext \
         createwithcompletion stopwhen activetools preparestep experimentalactivetools experimentalpreparestep \
         experimentaltelemetry toolcallstreaming providermetadata onstepfinish onfinish onerror onchunk requesttimeout \
         litellmparams litellmmetadata mockresponse allowedopenaiparams runname runid maxconcurrency recursionlimit \
         ratelimiter callbackmanager lckwargs configurable modelprovider streamingcallback apibaseurl rolloutid \
         completionwindow inputfileid automaticfunctioncalling",
        OF_CALL,
    ),
    row(
        "params request body modelinput invocationparams",
        "Put its content directly into params.",
    ),
    row(
        "requests",
        "A request has one params: write one request, with its own custom_id, for each.",
    ),
    row(
        "stream streamoptions streaming incrementaloutput",
        "A batch does not stream: leave it out.",
    ),
    row(
        "n bestof numreturnsequences candidatecount numcandidates numgenerations choices numcompletions",
        "A request has one response: send one request for each.",
    ),
    row(
        "frequencypenalty presencepenalty repetitionpenalty repeatpenalty lengthpenalty countpenalty penaltyalpha \
         logitbias logprobs toplogprobs responselogprobs promptlogprobs seed randomseed samplingseed mintokens minlength \
         minnewtokens minp topa typicalp tfsz mirostat mirostateta mirostattau dosample numbeams usebeamsearch \
         earlystopping nogramsize norepeatngramsize ignoreeos echo suffix prediction truncation promptmode safeprompt \
         safetymode safetysetting safetysettings moderation guardrailconfig guardrailidentifier guardrailversion \
         guardrails citationquality citationoptions prompttruncation searchqueriesonly rawprompting forcesinglestep \
         responsemodalities modalities audio speechconfig voice mediaresolution enableenhancedcivicanswers \
         performanceconfig performanceconfiglatency returnprompt skipspecialtokens spacesbetweenspecialtokens \
         addgenerationprompt addspecialtokens chattemplate chattemplatekwargs numctx numgpu numbatch numthread keepalive \
         useprefixcache loraname lora labels trace background include maxtoolcalls promptvariables \
         additionalmodelrequestfields additionalmodelresponsefieldpaths requestmetadata toolresources truncationstrategy \
         datasources returnfulltext watermark stricttools disabletoolvalidation documentimagelimit imageconfig \
         modelarmorconfig routingconfig",
        LEAVE_OUT,
    ),
    row(
        "generationconfig inferenceconfig textgenerationconfig samplingparams modelkwargs parameters config \
         generationkwargs additionalkwargs completionargs kwargs",
        "Put its settings next to messages, under their names in this API: max_tokens, stop_sequences.",
    ),
    row(
        "documents document files file fileids attachments images image imageurl imageurls media pdf",
        "Put them into messages, as blocks of type image or document.",
    ),
    row(
        "websearchoptions connectors plugins searchparameters websearch searchdomainfilter searchrecencyfilter searchmode \
         searchcontextsize searchafterdatefilter searchbeforedatefilter includedomains excludedomains returncitations \
         returnimages returnrelatedquestions enablesearchclassifier disablesearch",
        "Declare a tool: {\"type\":\"web_search_20260318\",\"name\":\"web_search\"}.",
    ),
    row(
        "previousresponseid conversationid threadid sessionid parentid assistantid",
        "The API keeps nothing between requests: send the whole conversation in messages.",
    ),
    row(
        "id object type created createdat stopreason stopdetails usage finishreason systemfingerprint",
        "This field belongs to responses, not to requests: leave it out.",
    ),
    row(
        "text texts",
        "Put texts into messages; the format of the response is output_config.format.",
    ),
];

/// Returns the entry for a parameter that the API does not support, by its folded name.
#[cold]
#[inline(never)]
pub(in crate::rules) fn param(folded: &str) -> Option<&'static Param> {
    // Sorted once: a request may have a hundred thousand unknown keys.
    let names = NAMES.get_or_init(|| {
        let mut names: [Vec<_>; LETTERS] = std::array::from_fn(|_| Vec::new());
        for param in PARAMS {
            for name in param.names.split(' ') {
                if let Some(alike) = names.get_mut(letter(name)) {
                    alike.push((name, param));
                }
            }
        }
        names
    });
    let mut alike = names.get(letter(folded))?.iter();
    alike.find(|(name, _)| *name == folded).map(|(_, param)| *param)
}

const LETTERS: usize = 32;

/// The parameters by the first letter of a name.
static NAMES: OnceLock<[Vec<(&'static str, &'static Param)>; LETTERS]> = OnceLock::new();

fn letter(name: &str) -> usize {
    name.bytes().next().map_or(0, |letter| usize::from(letter) % LETTERS)
}

/// Returns the fix for a key next to `params` that belongs inside it, or elsewhere.
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
        return Some("Set betas on the call: they apply to every request of the batch.");
    }
    let param = param(&folded)?;
    match folded.as_str() {
        "body" | "method" | "url" => {
            Some("This is another vendor's batch format: move the content of body into params.")
        }
        "customid" | "id" | "recordid" | "key" => Some("Use custom_id."),
        "params" | "request" | "requests" | "modelinput" | "type" | "object" => None,
        _ if param.field != Word::NONE || param.help.starts_with("Use ") => {
            Some("Put it into params, under its name there.")
        }
        _ => Some(param.help),
    }
}
