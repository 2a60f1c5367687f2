use super::*;

const ALL_OFF: &str = concat!(
    r#"{"cursor_position":{"enabled":false},"double_click":{"enabled":false},"hold_key":{"enabled":false},"#,
    r#""key":{"enabled":false},"left_click":{"enabled":false},"left_click_drag":{"enabled":false},"#,
    r#""left_mouse_down":{"enabled":false},"left_mouse_up":{"enabled":false},"middle_click":{"enabled":false},"#,
    r#""mouse_move":{"enabled":false},"right_click":{"enabled":false},"screenshot":{"enabled":false},"#,
    r#""scroll":{"enabled":false},"triple_click":{"enabled":false},"type":{"enabled":false},"#,
    r#""wait":{"enabled":false},"zoom":{"enabled":false}}"#
);

const EXAMPLES: &[Example] = &[example(
    "tool.toolset.fields",
    &[
        tools!(r#"{"type":"computer_toolset_20260801","cache_control":{"type":"ephemeral"}}"#),
        tools!(r#"{"type":"browser_toolset_20260801","configs":{"javascript_exec":{"enabled":false},"find":null}}"#),
        tools!(r#"{"type":"computer_toolset_20260801"},{"type":"browser_toolset_20260801"},"#, own!("browse")),
        tools!(
            r#"{"type":"browser_toolset_20260801","configs":{"find":{"defer_loading":true,"enabled":false},"#,
            r#""key":{"defer_loading":false},"type":{"defer_loading":false}}}"#
        ),
    ],
    &[
        refused(
            tools!(r#"{"type":"computer_toolset_20260801","name":"computer"}"#),
            "tools.0.name",
            r#""name""#,
            "expected a field of ComputerToolset20260801, found \"name\"",
        ),
        refused(
            tools!(r#"{"type":"computer_toolset_20260801","configs":{"navigate":{}}}"#),
            "tools.0.configs.navigate",
            r#""navigate""#,
            "expected a field of ComputerToolsetConfigs, found \"navigate\"",
        ),
        refused(
            tools!(r#"{"type":"browser_toolset_20260801","configs":{"find":{"enable":true}}}"#),
            "tools.0.configs.find.enable",
            r#""enable""#,
            "expected a field of ToolsetMemberConfig, found \"enable\"",
        )
        .help("Did you mean enabled?"),
        refused(
            tools!(
                r#"{"type":"browser_toolset_20260801","configs":{"find":{"defer_loading":true},"key":{"defer_loading":false}}}"#
            ),
            "tools.0.configs.key.defer_loading",
            "false",
            "expected the same value for all enabled members, found false after true",
        )
        .help("Defer all members of a toolset or none."),
        refused(
            tools!(r#"{"type":"computer_toolset_20260801"},{"type":"computer_toolset_20260801"}"#),
            "tools.1.type",
            r#""computer_toolset_20260801""#,
            "expected the computer toolset at most once, found it again",
        ),
        refused(
            tools!(own!("computer"), r#",{"type":"computer_toolset_20260801"}"#),
            "tools.0.name",
            r#""computer""#,
            "expected a name that no toolset uses, found \"computer\"",
        ),
    ],
)];

#[test]
fn members_of_a_toolset_agree() {
    prove(EXAMPLES);
}

#[test]
fn a_toolset_keeps_one_member() {
    let start = r#"[{"type":"computer_toolset_20260801","configs":"#;
    prove(&[Example {
        rule: "tool.toolset.fields",
        call: NEW,
        accepted: vec![with_tools(&format!(
            "{start}{}}}]",
            ALL_OFF.replacen("false", "true", 1)
        ))]
        .leak(),
        refused: vec![
            refused(
                with_tools(&format!("{start}{ALL_OFF}}}]")),
                "tools.0.configs",
                ALL_OFF,
                "expected at least one enabled member, found all of them disabled",
            )
            .help("Leave out the toolset if you need none of it."),
        ]
        .leak(),
    }]);
}
