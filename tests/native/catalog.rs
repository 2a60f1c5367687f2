use message_batches::catalog::models;
use message_batches::catalog::models::Lookup;
use message_batches::catalog::prices;
use message_batches::catalog::prices::Prices;
use serde_json::Value;

/// Returns the source table, of which the crate embeds selections.
fn written() -> Value {
    serde_json::from_str(include_str!("../../src/catalog/models.json")).unwrap()
}

fn list<'t>(table: &'t Value, key: &str) -> &'t Vec<Value> {
    table[key].as_array().unwrap()
}

/// Returns the prices under a key, as read by the standard parser. Caching costs half in a batch.
fn prices_of(model: &Value, key: &str) -> Option<Prices> {
    let prices = model.get(key)?;
    let dollars = |key: &str| prices[key].to_string().parse::<f64>().unwrap();
    Some(Prices {
        input: dollars("batch_input"),
        output: dollars("batch_output"),
        write_5m: dollars("cache_write_5m") * 0.5,
        write_1h: dollars("cache_write_1h") * 0.5,
        read: dollars("cache_read") * 0.5,
    })
}

#[test]
fn every_price_is_the_double_nearest_to_what_is_written() {
    let mut priced = 0;
    for model in list(&written(), "models") {
        let id = model["id"].as_str().unwrap();
        let found = prices::find(id).unwrap();
        let long = prices_of(model, "long_prompt_prices");
        assert_eq!(found.id, id);
        assert_eq!(found.prices, prices_of(model, "prices"), "{id}");
        assert_eq!(
            found.long_prompts,
            long.map(|long| (model["long_prompt"].as_i64().unwrap(), long)),
            "{id}"
        );
        assert_eq!(found.as_of, model["as_of"].as_str().unwrap(), "{id}");
        for alias in list(model, "aliases") {
            assert_eq!(prices::find(alias.as_str().unwrap()), Some(found), "{alias}");
        }
        priced += usize::from(found.prices.is_some());
    }
    assert!(priced > 10, "{priced} models have prices");
    assert_eq!(prices::find("claude-2.1"), None, "it is gone");
    assert_eq!(prices::find(""), None);
}

#[test]
fn every_model_of_the_table_is_found_by_its_ids() {
    let table = written();
    assert_eq!(models::table_date(), table["written"].as_str().unwrap());
    let listed = list(&table, "models");
    assert_eq!(models::all().len(), listed.len());
    for (model, listed) in models::all().iter().zip(listed) {
        let text = |key: &str| listed.get(key).and_then(Value::as_str);
        let number = |key: &str| listed.get(key).and_then(Value::as_i64);
        let flag = |key: &str| listed.get(key).and_then(Value::as_bool);
        let texts = |key: &str| -> Vec<&str> {
            let items = listed.get(key).and_then(Value::as_array).into_iter().flatten();
            items.map(|item| item.as_str().unwrap()).collect()
        };
        let id = model.id.as_str();
        assert_eq!((Some(id), Some(model.status.as_str())), (text("id"), text("status")));
        assert_eq!(models::find(id), Lookup::Model(model));
        assert_eq!(model.aliases, texts("aliases"), "{id}");
        assert_eq!(model.effort, texts("effort"), "{id}");
        assert_eq!(model.thinking_rejects, texts("thinking_rejects"), "{id}");
        assert_eq!(model.retires.as_deref(), text("retires"), "{id}");
        assert_eq!(
            model.retirement_is_firm,
            text("retirement") == Some("announced"),
            "{id}"
        );
        assert_eq!(
            (model.context, model.max_tokens),
            (number("context"), number("max_tokens")),
            "{id}"
        );
        assert_eq!(
            (model.prefill, model.structured),
            (flag("prefill"), flag("structured")),
            "{id}"
        );
        let computer = listed.get("computer").and_then(Value::as_object);
        assert_eq!(model.computer.len(), computer.map_or(0, serde_json::Map::len), "{id}");
        assert_eq!(Some(model.as_of.as_str()), text("as_of"), "{id}");
        let priced = prices::find(id).unwrap();
        assert_eq!(
            (model.prices, model.long_prompts),
            (priced.prices, priced.long_prompts),
            "{id}"
        );
    }
    for gone in list(&table, "retired") {
        let (id, day) = (gone["id"].as_str().unwrap(), gone["retired_on"].as_str().unwrap());
        assert!(
            matches!(models::find(id), Lookup::Retired(model) if model.on == day),
            "{id}"
        );
    }
}
