use message_batches::rules::{Options, Severity};

use super::{GOOD, check, check_text, plain};

const BAD: &str = r#"{"custom_id":"a b","params":{"messages":[]}}"#;

fn overridden(rules: &[(&'static str, Severity)]) -> Options {
    Options {
        rules: plain().rules.into_iter().chain(rules.iter().copied()).collect(),
        ..plain()
    }
}

#[test]
fn a_severity_can_be_changed_both_ways() {
    let report = check(overridden(&[("custom_id.pattern", Severity::Warning)]), BAD.as_bytes());
    assert_eq!((report.errors, report.warnings, report.ok), (3, 1, false));
    let severities: Vec<_> = report.issues.iter().map(|issue| (issue.code, issue.severity)).collect();
    assert_eq!(
        severities,
        [
            ("custom_id.pattern", Severity::Warning),
            ("model.missing", Severity::Error),
            ("max_tokens.missing", Severity::Error),
            ("messages.empty", Severity::Error),
        ]
    );
    let rules = [
        ("batch.queue_limit", Severity::Error),
        ("item.not_object", Severity::Off),
    ];
    let report = check(overridden(&rules), "7\n".repeat(200_001).as_bytes());
    assert_eq!((report.errors, report.warnings, report.ok), (1, 0, false));
}

#[test]
fn a_rule_that_is_off_is_neither_kept_nor_counted() {
    let off = overridden(&[
        ("custom_id.pattern", Severity::Off),
        ("messages.empty", Severity::Off),
        ("model.missing", Severity::Off),
        ("max_tokens.missing", Severity::Off),
    ]);
    let report = check(off, BAD.as_bytes());
    assert!(
        report.ok && report.issues.is_empty() && report.counts.is_empty(),
        "{report:?}"
    );
}

#[test]
fn warnings_alone_leave_the_input_in_order() {
    let report = check(
        overridden(&[("item.unknown_field", Severity::Warning)]),
        GOOD.replacen('{', "{\"note\":1,", 1).as_bytes(),
    );
    assert_eq!((report.errors, report.warnings, report.ok), (0, 1, true));
}

#[test]
fn findings_past_the_limit_are_counted_but_not_kept() {
    let input = format!("{BAD}\n").repeat(10);
    for max_issues in [0, 1, 7, 49, 50, 1000] {
        let options = Options { max_issues, ..plain() };
        let report = check(options, input.as_bytes());
        assert_eq!(report.issues.len(), max_issues.min(49));
        assert_eq!(report.errors, 49);
        assert_eq!(
            report.counts.into_iter().collect::<Vec<_>>(),
            [
                ("custom_id.duplicate", 9),
                ("custom_id.pattern", 10),
                ("max_tokens.missing", 10),
                ("messages.empty", 10),
                ("model.missing", 10),
            ]
        );
    }
}

#[test]
fn a_thousand_findings_are_kept_by_default() {
    let report = check_text(&"7\n".repeat(1_500));
    assert_eq!(
        (report.issues.len(), report.errors, report.requests),
        (1_000, 1_500, 1_500)
    );
}

#[test]
fn objects_have_no_lines() {
    let options = Options {
        lines: false,
        ..plain()
    };
    let report = check(options, BAD.as_bytes());
    assert!(report.issues.iter().all(|issue| issue.line.is_none()) && report.errors == 4);
}

#[test]
fn a_finding_about_the_whole_input_is_kept_after_any_number_of_others() {
    let broken = format!("{{\"requests\":[{}7]", "7,".repeat(50));
    for max_issues in 1..4 {
        let options = Options { max_issues, ..plain() };
        let report = check(options, broken.as_bytes());
        let codes: Vec<&str> = report.issues.iter().map(|issue| issue.code).collect();
        let mut expected = vec!["item.not_object"; max_issues - 1];
        expected.push("batch.body_object");
        assert_eq!((codes, report.errors), (expected, 52));
    }
    let none = Options {
        max_issues: 0,
        ..plain()
    };
    assert_eq!(check(none, broken.as_bytes()).issues, []);
    let off = Options {
        max_issues: 2,
        ..overridden(&[("batch.body_object", Severity::Off)])
    };
    let report = check(off, broken.as_bytes());
    assert!(report.issues.len() == 2 && report.issues.iter().all(|issue| issue.code == "item.not_object"));
}
