use message_batches::cost::estimate::{Band, Cost, CostEstimate};
use message_batches::cost::estimator::Estimator;
use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use serde_json::{Value, json};

use crate::cut;

fn text(requests: &[Value]) -> String {
    let line = |params: &Value| format!("{}\n", json!({ "custom_id": "a", "params": params }));
    requests.iter().map(line).collect()
}

fn estimate(requests: &[Value]) -> CostEstimate {
    read(&text(requests))
}

fn read(text: &str) -> CostEstimate {
    estimator_of(&[text.as_bytes()], 0, 1).report()
}

/// Returns an estimator that has read an input in pieces.
fn estimator_of(pieces: &[&[u8]], sample: usize, seed: u64) -> Estimator {
    let stages = Stages {
        estimator: Some(Estimator::new(sample, seed)),
        ..Stages::default()
    };
    let mut pipeline = Pipeline::new(InputSettings::default(), stages);
    pieces.iter().for_each(|piece| pipeline.push(piece));
    pipeline.finish();
    pipeline.stages_mut().estimator.take().unwrap()
}

fn params(model: &str, text: &str) -> Value {
    json!({ "model": model, "max_tokens": 1_000, "messages": [{ "role": "user", "content": text }] })
}

fn contains(band: Band, number: f64) -> bool {
    band.low <= number && band.high.is_some_and(|high| number <= high)
}

#[test]
fn documented_requests_are_within_the_band() {
    let one = |params: Value| estimate(&[params]).input_tokens;
    // From the batch processing guide, 2026-08-14, and the token counting guide's requests, for models of generation 4.
    let tool = json!({
        "name": "get_weather",
        "description": "Get the current weather in a given location",
        "input_schema": {
            "type": "object",
            "properties": {
                "location": { "type": "string", "description": "The city and state, e.g. San Francisco, CA" },
            },
            "required": ["location"],
        },
    });
    let mut system = params("claude-sonnet-4-5", "Hello, Claude");
    system["system"] = json!("You are a scientist");
    let mut tools = params("claude-sonnet-4-5", "What's the weather like in San Francisco?");
    tools["tools"] = json!([tool]);
    for (params, measured) in [
        (params("claude-opus-5", "Hello, world"), 10.0),
        (params("claude-opus-5", "Hi again, friend"), 11.0),
        (system, 14.0),
        (tools, 403.0),
    ] {
        let found = one(params.clone());
        assert!(
            contains(found, measured),
            "{measured} measured, {found:?} estimated for {params}"
        );
    }
}

#[test]
fn nothing_costs_nothing() {
    let found = estimate(&[]);
    let none = Band {
        low: 0.0,
        likely: 0.0,
        high: Some(0.0),
    };
    assert_eq!((found.requests, found.unreadable, found.max_tokens), (0, 0, Some(0)));
    assert_eq!(
        found.cost,
        Some(Cost {
            input: none,
            output: Some(0.0),
            fees: Some(0.0),
        })
    );
    assert_eq!((found.currency, found.table_written), ("USD", "2026-11-28"));
}

#[test]
fn searches_are_bounded_by_max_uses_and_code_is_named() {
    let with = |tools: Value| {
        let mut params = params("claude-opus-5", "Hi");
        params["tools"] = tools;
        params
    };
    let search = |uses: Value| json!([{"type": "web_search_20250305", "name": "web_search", "max_uses": uses}]);
    let found = estimate(&[
        with(search(json!(5))),
        with(search(json!(2))),
        params("claude-opus-5", "Hi"),
    ]);
    assert_eq!(found.cost.unwrap().fees, Some(0.07));
    assert_eq!(found.models[0].cost.unwrap().fees, Some(0.07));
    assert_eq!(found.unpriced_tools.len(), 0);
    assert!(found.assumptions.contains(
        &"A web search costs $0.01; a request makes at most max_uses searches, or any number if max_uses is not set.".into()
    ));
    let unbounded = estimate(&[with(search(json!(5))), with(search(Value::Null))]);
    assert_eq!(unbounded.cost.unwrap().fees, None);
    let code = json!([{"type": "code_execution_20250825", "name": "code_execution"}, {"type": "web_fetch_20250910", "name": "web_fetch"}]);
    let found = estimate(&[with(code)]);
    assert_eq!(found.cost.unwrap().fees, Some(0.0));
    assert_eq!(found.unpriced_tools, ["code_execution"]);
    assert_eq!(found.models[0].unpriced_tools, ["code_execution"]);
    assert!(
        found
            .assumptions
            .contains(&"The cost of code_execution is not included: it is charged per container hour.".into())
    );
}

#[test]
fn tools_that_the_api_runs_take_the_upper_bound_away() {
    let with = |tools: Value| {
        let mut params = params("claude-opus-5", "Hi");
        params["tools"] = tools;
        params
    };
    let of = |kind: &str| estimate(&[with(json!([{ "type": kind, "name": "tool", "max_uses": 1 }]))]);
    for kind in [
        "web_search_20250305",
        "web_fetch_20260318",
        "code_execution_20260521",
        "tool_search_tool_regex",
        "advisor_20260301",
        "mcp_toolset",
    ] {
        let found = of(kind);
        let highs = (found.input_tokens.high, found.cost.unwrap().input.high);
        assert_eq!(highs, (None, None), "{kind}");
        let [reason] = &found.unbounded[..] else {
            panic!("{kind}: {:?}", found.unbounded)
        };
        let name = reason.strip_prefix("the API's tools add to the prompt: ").unwrap();
        assert!(kind.starts_with(name), "{kind}: {reason}");
        assert!(found.assumptions.contains(&format!(
            "What the API's tools ({name}) add to the prompt is not counted, so there is no upper bound."
        )));
    }
    assert_eq!(
        of("moon_20990101").unbounded,
        ["the API's tools add to the prompt: tools of other types"]
    );
    for kind in [
        "custom",
        "bash_20250124",
        "text_editor_20250728",
        "computer_20251124",
        "computer_toolset_20260801",
        "memory_20250818",
        "browser_toolset_20260801",
    ] {
        let found = of(kind);
        assert_eq!(found.unbounded.len(), 0, "{kind}");
        assert!(found.cost.unwrap().input.high.is_some(), "{kind}");
    }
    // A count by the API does not include the content that a tool will fetch.
    let fetching = text(&[with(json!([{ "type": "web_fetch_20260318", "name": "web_fetch" }]))]);
    let mut estimator = estimator_of(&[fetching.as_bytes()], 1, 1);
    estimator.set_count(0, 2_000.0);
    assert_eq!(estimator.report().cost.unwrap().input.high, None);
}

#[test]
fn tools_that_are_not_in_tools_and_compactions_take_the_upper_bound_away() {
    let search = json!({ "type": "web_search_20250305", "name": "web_search" });
    let added = json!({ "type": "tool_addition", "tool": { "type": "tool_definition", "definition": search } });
    let changed = json!({ "type": "compaction", "content": "x", "tool_changes": [added] });
    let server = json!([{ "type": "url", "url": "https://mcp.example.com", "name": "x" }]);
    let edits = json!({ "edits": [{ "type": "clear_tool_uses_20250919" }, { "type": "compact_20260112" }] });
    let any_number = "a request may search the web any number of times: it has no max_uses";
    let adds = "the API's tools add to the prompt: ";
    for (key, value, reasons) in [
        ("mcp_servers", server, vec![format!("{adds}mcp_toolset")]),
        (
            "compaction",
            json!({ "type": "summarize" }),
            vec!["a compaction reads the prompt again".into()],
        ),
        (
            "context_management",
            edits,
            vec!["a compaction reads the prompt again".into()],
        ),
        (
            "added",
            added.clone(),
            vec![any_number.into(), format!("{adds}web_search")],
        ),
        ("added", changed, vec![any_number.into(), format!("{adds}web_search")]),
        ("mcp_servers", json!([]), vec![]),
        ("compaction", Value::Null, vec![]),
        (
            "context_management",
            json!({ "edits": [{ "type": "clear_tool_uses_20250919" }] }),
            vec![],
        ),
    ] {
        let mut params = params("claude-opus-5", "Hi");
        if key == "added" {
            let message = json!({ "role": "system", "content": [value] });
            params["messages"].as_array_mut().unwrap().push(message);
        } else {
            params[key] = value;
        }
        let found = estimate(&[params]);
        assert_eq!(found.unbounded, reasons, "{key}");
        assert_eq!(found.input_tokens.high.is_none(), !reasons.is_empty(), "{key}");
    }
}

#[test]
fn max_tokens_in_another_notation_is_counted() {
    for (text, most) in [
        ("1e3", Some(1000)),
        ("1000.0", Some(1000)),
        ("0.5", None),
        ("-1", None),
        ("1e30", None),
    ] {
        let line =
            format!(r#"{{"custom_id":"a","params":{{"model":"claude-opus-5","max_tokens":{text},"messages":[]}}}}"#);
        assert_eq!(
            estimator_of(&[line.as_bytes()], 1, 0).report().max_tokens,
            most,
            "{text}"
        );
    }
}

#[test]
fn reasons_without_an_upper_bound_are_named() {
    let mut several = params("some-new-model", "Hi");
    several["max_tokens"] = Value::Null;
    several["tools"] = json!([{ "type": "web_search_20250305", "name": "web_search" }]);
    several["messages"][0]["content"] =
        json!([{ "type": "document", "source": { "type": "file", "file_id": "file_1" } }]);
    assert_eq!(
        estimate(&[several, params("", "Hi"), params("claude-opus-5", "Hi")]).unbounded,
        [
            "no price is known for some-new-model",
            "a request has no model",
            "documents are given by URL or file id",
            "a request has no max_tokens",
            "a request may search the web any number of times: it has no max_uses",
            "the API's tools add to the prompt: web_search",
        ]
    );
}

#[test]
fn prices_are_batch_prices() {
    let found = estimate(&vec![params("claude-opus-5", "word ".repeat(1_000).trim()); 10]);
    let cost = found.cost.unwrap();
    let near =
        |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-3, "{found}, expected {expected}");
    near(cost.input.likely, found.input_tokens.likely * 2.5 / 1e6);
    near(cost.input.low, found.input_tokens.low * 2.5 / 1e6);
    near(cost.input.high.unwrap(), found.input_tokens.high.unwrap() * 2.5 / 1e6);
    near(cost.output.unwrap(), 10.0 * 1_000.0 * 12.5 / 1e6);
    assert_eq!(found.max_tokens, Some(10_000));
    assert_eq!(found.models[0].prices_as_of.as_deref(), Some("2026-10-08"));
}

#[test]
fn an_unknown_price_is_null_and_never_zero() {
    let cases = [
        ("some-new-model", Some("model")),
        ("claude-2.1", Some("retired")),
        ("claude-mythos-preview", Some("price")),
        ("", Some("model")),
        ("claude-opus-5", None),
    ];
    let found = estimate(&cases.map(|(model, _)| params(model, "hello")));
    assert_eq!(found.cost, None);
    assert_eq!(found.requests, 5);
    assert!(found.input_tokens.likely > 0.0);
    for (model, (name, unknown)) in found.models.iter().zip(cases) {
        assert_eq!(
            (model.model.as_str(), model.unknown, model.cost.is_none()),
            (name, unknown, unknown.is_some())
        );
        assert!(model.input_tokens.likely > 0.0, "{name}");
    }
}

#[test]
fn an_alias_has_the_price_of_its_model() {
    let found = estimate(&[
        params("claude-haiku-4-5", "hello"),
        params("claude-haiku-4-5-20251001", "hello"),
    ]);
    assert_eq!(found.models.len(), 2);
    assert_eq!(found.models[0].cost, found.models[1].cost);
    assert!(found.cost.is_some());
}

#[test]
fn a_request_without_max_tokens_has_no_bound_of_output() {
    let mut open = params("claude-opus-5", "hello");
    open.as_object_mut().unwrap().remove("max_tokens");
    for wrong in [json!(null), json!(-1), json!("10"), json!(1.5)] {
        open["max_tokens"] = wrong;
        let found = estimate(&[params("claude-opus-5", "hello"), open.clone()]);
        assert_eq!((found.max_tokens, found.cost.unwrap().output), (None, None));
    }
}

#[test]
fn media_by_url_or_file_are_counted_separately() {
    let url = json!({ "type": "url", "url": "https://example.com/a" });
    let mut images = params("claude-opus-5", "");
    images["messages"][0]["content"] = json!([{ "type": "image", "source": url }]);
    let found = estimate(&[images.clone()]);
    assert_eq!((found.elsewhere.images, found.elsewhere.documents), (1, 0));
    assert!(contains(found.input_tokens, 4_784.0));
    let mut documents = images;
    documents["messages"][0]["content"] = json!([
        { "type": "document", "source": url },
        { "type": "document", "source": { "type": "file", "file_id": "file_1" } },
    ]);
    let found = estimate(&[documents]);
    assert_eq!((found.elsewhere.images, found.elsewhere.documents), (0, 2));
    assert_eq!((found.input_tokens.high, found.cost.unwrap().input.high), (None, None));
    assert_eq!(
        found.assumptions.last().unwrap(),
        "2 documents are given by URL or file id and are not counted, so there is no upper bound."
    );
}

#[test]
fn breakpoints_widen_the_cost_and_not_the_tokens() {
    let plain = params("claude-opus-5", &"word ".repeat(1_000));
    let with = |control: Value| {
        let mut params = plain.clone();
        params["system"] = json!([{ "type": "text", "text": "x", "cache_control": control }]);
        let cost = estimate(&[params]).cost.unwrap().input;
        (cost.low, cost.likely, cost.high.unwrap())
    };
    let (low, likely, high) = with(Value::Null);
    let (read, same, written) = with(json!({ "type": "ephemeral" }));
    let near =
        |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found}, expected {expected}");
    near(read, low * 0.1);
    near(same, likely);
    near(written, high * 1.25);
    let (_, _, hour) = with(json!({ "type": "ephemeral", "ttl": "1h" }));
    near(hour, high * 2.0);
}

#[test]
fn long_prompts_and_regions_have_their_own_prices() {
    let of = |model: &str, words: usize, geo: Option<&str>| {
        let mut params = params(model, &"word ".repeat(words));
        if let Some(geo) = geo {
            params["inference_geo"] = json!(geo);
        }
        let found = estimate(&[params]);
        found.cost.unwrap().input.likely * 1e6 / found.input_tokens.likely
    };
    let near =
        |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-3, "{found}, expected {expected}");
    near(of("claude-haiku-5-5", 1_000, None), 0.05);
    near(of("claude-haiku-5-5", 200_000, None), 0.25);
    near(of("claude-opus-5", 200_000, None), 2.5);
    near(of("claude-opus-5", 1_000, Some("us")), 2.75);
    near(of("claude-opus-5", 1_000, Some("global")), 2.5);
}

#[test]
fn the_parts_of_a_request_all_count() {
    let word = "word ".repeat(400);
    let least = 400.0 * 5.0 * 0.29 * 0.6;
    let content = |block: Value| json!({ "model": "m", "messages": [{ "role": "user", "content": [block] }] });
    let text = json!({ "type": "text", "text": word });
    for params in [
        json!({ "model": "m", "system": word }),
        json!({ "model": "m", "system": [text] }),
        json!({ "model": "m", "tools": [{ "name": "a", "description": word }] }),
        json!({ "model": "m", "messages": [{ "role": "user", "content": word }] }),
        json!({ "model": "m", "output_config": { "format": { "type": "json_schema", "schema": { "description": word } } } }),
        content(text.clone()),
        content(json!({ "type": "tool_use", "name": "a", "input": { "a": word } })),
        content(json!({ "type": "tool_result", "content": word })),
        content(json!({ "type": "tool_result", "content": [text] })),
        content(json!({ "type": "tool_result", "content": [{ "type": "search_result", "content": [text] }] })),
        content(json!({ "type": "document", "source": { "type": "text", "data": word } })),
        content(json!({ "type": "document", "source": { "type": "content", "content": [text] } })),
        content(json!({ "type": "document", "title": word, "source": { "type": "text", "data": "" } })),
        content(json!({ "type": "some_new_block", "data": word })),
    ] {
        let found = estimate(std::slice::from_ref(&params)).input_tokens.likely;
        assert!(found > least, "{found} for {params}");
    }
}

#[test]
fn unreadable_parts_are_counted() {
    let good = text(&[params("claude-opus-5", "hello")]);
    for (bad, unreadable) in [
        ("nonsense\n", 1),
        ("{\"custom_id\":\"a\"}\n{\"params\":}\n", 2),
        ("[1,2]\n", 1),
    ] {
        let found = read(&format!("{good}{bad}"));
        assert_eq!((found.requests, found.unreadable), (1, unreadable), "{bad}");
        let said = match unreadable {
            1 => "1 part of the input is not a request and counts in no figure: validate says what is wrong.",
            _ => "2 parts of the input are not requests and count in no figure: validate says what is wrong.",
        };
        assert_eq!(found.assumptions.get(1).map(String::as_str), Some(said), "{bad}");
    }
    let body = format!("{{\"requests\":[{}],\"more\":1}}", good.trim());
    let found = read(&body);
    assert_eq!((found.requests, found.unreadable), (1, 0));
}

#[test]
fn the_cuts_of_the_input_do_not_matter() {
    let input = text(&[params("claude-opus-5", "héllo"), params("x", "wörld")]);
    let whole = read(&input);
    for pieces in cut::once(input.as_bytes()) {
        assert_eq!(estimator_of(&pieces, 0, 1).report(), whole);
    }
}

fn with_samples(requests: &[Value], sample: usize, count: impl Fn(usize) -> f64) -> (usize, CostEstimate) {
    let mut estimator = estimator_of(&[text(requests).as_bytes()], sample, 7);
    let kept = estimator.samples().len();
    for at in 0..kept {
        estimator.set_count(at, count(at));
    }
    (kept, estimator.report())
}

#[test]
fn requests_that_were_all_counted_are_exact() {
    let requests = vec![params("claude-opus-5", "hello"); 3];
    let (kept, found) = with_samples(&requests, 10, |at| 100.0 + at as f64);
    assert_eq!(kept, 3);
    assert_eq!(
        found.input_tokens,
        Band {
            low: 303.0,
            likely: 303.0,
            high: Some(303.0)
        }
    );
    assert_eq!(found.models[0].counted, 3);
    let cost = found.cost.unwrap().input;
    assert!((cost.likely - 303.0 * 2.5 / 1e6).abs() < 1e-12);
}

#[test]
fn counted_requests_scale_the_others_of_their_model() {
    let requests = vec![params("claude-opus-5", "hello there"); 200];
    let (kept, found) = with_samples(&requests, 20, |_| 50.0);
    assert_eq!(kept, 20);
    assert_eq!(found.input_tokens.likely, 10_000.0);
    assert_eq!(
        (found.input_tokens.low, found.input_tokens.high),
        (9_500.0, Some(10_500.0))
    );
    assert_eq!(
        found.assumptions[0],
        "20 requests were counted by the API; other requests to the same models are estimated and scaled to match."
    );
    // A sample without an answer does not change the estimate.
    let estimator = estimator_of(&[text(&requests).as_bytes()], 5, 7);
    assert_eq!(estimator.report(), estimate(&requests));
}

#[test]
fn samples_come_from_all_of_the_input() {
    let requests: Vec<Value> = (0..1_000).map(|index| params("m", &format!("{index}"))).collect();
    let estimator = estimator_of(&[text(&requests).as_bytes()], 100, 12_345);
    let late = estimator.samples().iter().filter(|sample| {
        let params: Value = serde_json::from_slice(&sample.params).unwrap();
        params["messages"][0]["content"]
            .as_str()
            .unwrap()
            .parse::<u32>()
            .unwrap()
            >= 500
    });
    let late = late.count();
    assert!(
        (25..=75).contains(&late),
        "{late} of 100 samples come from the second half"
    );
}
