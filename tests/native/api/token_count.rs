use message_batches::calls::endpoints::count_tokens;
use message_batches::calls::token_count;
use message_batches::catalog;

use super::at;

#[test]
fn a_count_asks_for_what_the_endpoint_takes() {
    let params = r#"{"model":"m","max_tokens":10,"metadata":{"user_id":"a"},"messages":[ {"role":"user","content":"é\n"} ],"stop_sequences":["x"],"system":"s","temperature":1,"tools":[]}"#;
    let params = params.replace('\n', "\\n");
    assert_eq!(
        catalog::count_body(&params).unwrap(),
        r#"{"model":"m","messages":[ {"role":"user","content":"é\n"} ],"system":"s","tools":[]}"#.replace('\n', "\\n")
    );
    assert_eq!(catalog::count_body("{}").unwrap(), "{}");
    assert_eq!(
        catalog::count_body(r#" {"other":1,"syst\u0065m":{"a":[1,2]}} "#).unwrap(),
        r#"{"syst\u0065m":{"a":[1,2]}}"#
    );
    for wrong in ["", "[]", "7", "{", "null", "{}x", r#"{"model":}"#] {
        assert_eq!(catalog::count_body(wrong), None, "{wrong}");
    }
}

#[test]
fn a_count_is_called_and_answered() {
    let call = count_tokens(&at("https://relay.example.com/x")).unwrap();
    assert_eq!(
        call.target(),
        "POST https://relay.example.com/x/v1/messages/count_tokens"
    );
    assert!(
        call.headers
            .contains(&("content-type".into(), "application/json".into()))
    );
    assert_eq!(token_count::parse("{\"input_tokens\":14,\"more\":{}}"), Ok(14));
    for (body, problem) in [
        ("{}", "expected a token count, found a JSON object without input_tokens"),
        (
            "{\"input_tokens\":\"14\"}",
            "expected a token count, found a JSON object without input_tokens",
        ),
        ("", "expected a token count, found an empty body"),
    ] {
        assert_eq!(token_count::parse(body).unwrap_err(), problem);
    }
}
