//! The cost of results, and its unknown part.

use message_batches::results::decoder::ResultsDecoder;
use serde_json::{Value, json};

fn cost(lines: &[Value]) -> Value {
    // Each line twice: a shape must yield the same as a line.
    let mut decoder = ResultsDecoder::default();
    lines
        .iter()
        .for_each(|line| decoder.push(format!("{line}\n").as_bytes(), |_, _| {}));
    serde_json::to_value(decoder.tally()).unwrap()["cost"].clone()
}

fn answer(model: &str, usage: &Value) -> Value {
    json!({"custom_id": "a", "result": {"type": "succeeded", "message": {
        "model": model, "content": [{"type": "text", "text": "x"}], "stop_reason": "end_turn", "usage": usage,
    }}})
}

fn expected(usd: Option<f64>, fees: f64, unpriced: &[&str], tools: &[&str]) -> Value {
    let as_of = usd.filter(|_| unpriced.is_empty()).map(|_| "2026-10-08");
    let savings = unpriced.is_empty().then_some(0.0);
    json!({"usd": usd, "asOf": as_of, "fees": fees, "unpriced": unpriced, "unpricedTools": tools, "cacheSavings": savings})
}

const SONNET: &str = "claude-sonnet-5";

#[test]
fn searches_are_in_the_sum_and_fetches_are_free() {
    let usage = json!({"input_tokens": 1_000_000, "output_tokens": 0,
        "server_tool_use": {"web_search_requests": 5, "web_fetch_requests": 7}});
    let one = cost(&[answer(SONNET, &usage)]);
    let tokens = cost(&[answer(SONNET, &json!({"input_tokens": 1_000_000}))])["usd"]
        .as_f64()
        .unwrap();
    assert_eq!(one, expected(Some(tokens + 0.05), 0.05, &[], &[]));
    let three = cost(&vec![answer(SONNET, &usage); 3]);
    assert_eq!(three, expected(Some(3.0 * tokens + 0.15), 0.15, &[], &[]));
}

#[test]
fn used_tools_without_a_price_are_named() {
    let usage = |runs: u64| json!({"input_tokens": 0, "output_tokens": 0, "server_tool_use": {"code_execution_requests": runs, "moon_requests": 0}});
    for times in [1, 3] {
        let used = vec![answer(SONNET, &usage(2)); times];
        assert_eq!(cost(&used), expected(Some(0.0), 0.0, &[], &["code_execution", "moon"]));
        let unused = vec![answer(SONNET, &usage(0)); times];
        assert_eq!(cost(&unused), expected(Some(0.0), 0.0, &[], &[]));
        let mut in_container = answer(SONNET, &json!({"input_tokens": 0, "output_tokens": 0}));
        in_container["result"]["message"]["container"] = json!({"id": "container_1"});
        assert_eq!(
            cost(&vec![in_container; times]),
            expected(Some(0.0), 0.0, &[], &["code_execution"])
        );
    }
}

#[test]
fn compactions_and_calls_of_an_advisor_are_named_as_unpriced() {
    let message = json!({"type": "message", "input_tokens": 0, "output_tokens": 0});
    let compaction = json!({"type": "compaction", "input_tokens": 180_000, "output_tokens": 3_500});
    let advisor = json!({"type": "advisor_message", "model": "claude-opus-5-5", "input_tokens": 9, "output_tokens": 9});
    let with = |iterations: &Value| {
        answer(
            SONNET,
            &json!({"input_tokens": 0, "output_tokens": 0, "iterations": iterations}),
        )
    };
    for (iterations, named) in [
        (Value::Null, [].as_slice()),
        (json!([]), &[]),
        (json!({"type": "compaction"}), &[]),
        (json!([message]), &[]),
        (json!(["compaction", 7, null]), &[]),
        (json!([message, compaction, message, compaction]), &["compaction"]),
        (
            json!([message, advisor, compaction]),
            &["advisor_message", "compaction"],
        ),
    ] {
        let usd = Some(0.0);
        for times in [1, 3] {
            let found = cost(&vec![with(&iterations); times]);
            assert_eq!(found, expected(usd, 0.0, &[], named), "{iterations}");
        }
        // After answers without them.
        let mut lines = vec![with(&json!([message])); 3];
        lines.push(with(&iterations));
        assert_eq!(cost(&lines), expected(usd, 0.0, &[], named), "{iterations}");
    }
}

#[test]
fn each_model_has_the_answers_and_the_fees_of_its_own() {
    let usage = json!({"input_tokens": 1_000_000, "output_tokens": 0, "server_tool_use": {"web_search_requests": 1}});
    let lines: Vec<Value> = ["b", SONNET, "a", "b", "claude-haiku-4-5", "b"]
        .into_iter()
        .map(|model| answer(model, &usage))
        .collect();
    let mut decoder = ResultsDecoder::default();
    lines
        .iter()
        .for_each(|line| decoder.push(format!("{line}\n").as_bytes(), |_, _| {}));
    let tally = serde_json::to_value(decoder.tally()).unwrap();
    let found: Vec<Value> = tally["models"]
        .as_array()
        .unwrap()
        .iter()
        .map(|model| {
            json!([
                model["model"],
                model["answers"],
                model["usage"]["input_tokens"],
                model["usd"]
            ])
        })
        .collect();
    let price = |model| cost(&[answer(model, &usage)])["usd"].clone();
    let (haiku, sonnet) = (price("claude-haiku-4-5"), price(SONNET));
    assert_eq!(
        found,
        [
            json!(["a", 1, 1_000_000, null]),
            json!(["b", 3, 3_000_000, null]),
            json!(["claude-haiku-4-5", 1, 1_000_000, haiku]),
            json!([SONNET, 1, 1_000_000, sonnet]),
        ]
    );
    let sum = haiku.as_f64().unwrap() + sonnet.as_f64().unwrap() + 0.04;
    assert!((tally["cost"]["usd"].as_f64().unwrap() - sum).abs() < 1e-9, "{tally}");
}

#[test]
fn an_answer_whose_tokens_cannot_be_read_is_not_priced() {
    let whole = json!({"input_tokens": 1_000_000, "output_tokens": 0});
    let tokens = cost(&[answer(SONNET, &whole)])["usd"].as_f64();
    let priced = |usd| {
        let mut cost = expected(usd, 0.0, &[SONNET], &[]);
        cost["asOf"] = "2026-10-08".into();
        cost
    };
    for usage in [
        json!({"input_tokens": "900", "output_tokens": "5"}),
        json!({"prompt_tokens": 900, "completion_tokens": 5, "total_tokens": 905}),
        json!({"input_tokens": 1.5, "output_tokens": null}),
        json!({}),
    ] {
        let unread = answer(SONNET, &usage);
        assert_eq!(
            cost(&vec![unread.clone(); 3]),
            expected(None, 0.0, &[SONNET], &[]),
            "{usage}"
        );
        assert_eq!(cost(&[answer(SONNET, &whole), unread]), priced(tokens), "{usage}");
    }
    // The numbers that are present count.
    for times in [1, 3] {
        let part = answer(SONNET, &json!({"input_tokens": 0, "output_tokens": "5"}));
        assert_eq!(cost(&vec![part; times]), priced(Some(0.0)));
    }
}

#[test]
fn nothing_known_is_null_and_nothing_to_pay_is_zero() {
    let expired = json!({"custom_id": "a", "result": {"type": "expired"}});
    let free = json!({"usd": 0.0, "asOf": null, "fees": 0.0, "unpriced": [], "unpricedTools": [], "cacheSavings": 0.0});
    assert_eq!(cost(&[]), free);
    for times in [1, 3] {
        assert_eq!(cost(&vec![expired.clone(); times]), free);
        let unknown = vec![answer("my-model", &json!({"input_tokens": 9})); times];
        assert_eq!(cost(&unknown), expected(None, 0.0, &["my-model"], &[]));
        let unmetered = vec![answer(SONNET, &Value::Null); times];
        assert_eq!(cost(&unmetered), expected(None, 0.0, &[SONNET], &[]));
        let searches = json!({"input_tokens": 9, "server_tool_use": {"web_search_requests": 1}});
        let fees = times as f64 * 0.01;
        assert_eq!(
            cost(&vec![answer("my-model", &searches); times]),
            expected(Some(fees), fees, &["my-model"], &[])
        );
    }
}

#[test]
fn huge_sums_are_still_numbers() {
    let usage = json!({"input_tokens": u64::MAX, "output_tokens": u64::MAX,
        "server_tool_use": {"web_search_requests": u64::MAX, "moon_requests": u64::MAX}});
    let found = cost(&[answer(SONNET, &usage), answer(SONNET, &usage)]);
    assert!(found["usd"].as_f64().is_some_and(f64::is_finite), "{found}");
}

#[test]
fn caching_saves_what_reads_cost_less_and_writes_cost_more_than_plain_tokens() {
    let dollars = |tokens: Value| cost(&[answer(SONNET, &tokens)])["usd"].as_f64().unwrap();
    let million = 1_000_000;
    let plain = dollars(json!({"input_tokens": million, "output_tokens": 0}));
    let read = dollars(json!({"input_tokens": 0, "output_tokens": 0, "cache_read_input_tokens": million}));
    let hour = json!({"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": million});
    let write =
        json!({"input_tokens": 0, "output_tokens": 0, "cache_creation_input_tokens": million, "cache_creation": hour});
    let written = dollars(write.clone());
    let reads = json!({"input_tokens": 5, "output_tokens": 0, "cache_read_input_tokens": million});
    let answers = [answer(SONNET, &write), answer(SONNET, &reads), answer(SONNET, &reads)];
    let saved = |answers: &[Value]| cost(answers)["cacheSavings"].as_f64();
    let expected = 2.0 * (plain - read) - (written - plain);
    assert!(expected > 0.0);
    assert!(
        (saved(&answers).unwrap() - expected).abs() < 1e-9,
        "{:?}",
        saved(&answers)
    );
    assert!((saved(&answers[..1]).unwrap() - (plain - written)).abs() < 1e-9);
    assert_eq!(saved(&[answer("my-model", &reads)]), None);
}
