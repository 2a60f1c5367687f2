//! The body of a request and its settings; messages.
//! Source: types of the official SDKs of 2026-11-20, beta namespaces included.

use crate::rules::schema::Type::*;
use crate::rules::schema::*;

const OF_PARAMS: Family = Family {
    unknown: "params.unknown_field",
    missing: "params.unknown_field",
    null: "params.unknown_field",
    tag: "params.unknown_field",
    untagged: "params.unknown_field",
};

const OF_MESSAGE: Family = Family {
    unknown: "message.unknown_field",
    missing: "message.content.missing",
    null: "message.content.missing",
    tag: "message.role",
    untagged: "message.role",
};

const OF_CONTAINER: Family = Family {
    unknown: "container.type",
    missing: "container.type",
    null: "container.type",
    tag: "container.type",
    untagged: "container.type",
};

const OF_SKILL: Family = Family {
    unknown: "container.skills.item",
    missing: "container.skills.item",
    null: "container.skills.item",
    tag: "container.skills.item",
    untagged: "container.skills.item",
};

const OF_DIAGNOSTICS: Family = Family {
    unknown: "diagnostics.type",
    missing: "diagnostics.type",
    null: "diagnostics.type",
    tag: "diagnostics.type",
    untagged: "diagnostics.type",
};

const OF_METADATA: Family = Family {
    unknown: "metadata.type",
    missing: "metadata.type",
    null: "metadata.type",
    tag: "metadata.type",
    untagged: "metadata.type",
};

const OF_OUTPUT_CONFIG: Family = Family {
    unknown: "output_config.unknown_field",
    missing: "output_config.unknown_field",
    null: "output_config.unknown_field",
    tag: "output_config.unknown_field",
    untagged: "output_config.unknown_field",
};

const OF_FORMAT: Family = Family {
    unknown: "format.shape",
    missing: "format.shape",
    null: "format.shape",
    tag: "format.shape",
    untagged: "format.shape",
};

const OF_THINKING: Family = Family {
    unknown: "thinking.fields.allowed",
    missing: "thinking.type",
    null: "thinking.fields.allowed",
    tag: "thinking.type",
    untagged: "thinking.type",
};

const OF_REFUSED: Family = Family {
    unknown: "params.unknown_field",
    missing: "params.unknown_field",
    null: "params.unknown_field",
    tag: "params.unknown_field",
    untagged: "params.unknown_field",
};

const OF_BILLING: Family = Family {
    unknown: "batch.billing_policy",
    missing: "batch.billing_policy",
    null: "batch.billing_policy",
    tag: "batch.billing_policy",
    untagged: "batch.billing_policy",
};

const OF_COMPACTION: Family = Family {
    unknown: "compaction.exclusive",
    missing: "compaction.exclusive",
    null: "compaction.exclusive",
    tag: "compaction.exclusive",
    untagged: "compaction.exclusive",
};

const OF_CONTEXT: Family = Family {
    unknown: "context_management.values",
    missing: "context_management.values",
    null: "context_management.values",
    tag: "context_management.edit_type",
    untagged: "context_management.edit_type",
};

const OF_TASK_BUDGET: Family = Family {
    unknown: "task_budget.min",
    missing: "task_budget.min",
    null: "task_budget.min",
    tag: "task_budget.min",
    untagged: "task_budget.min",
};

const OF_BLOCK_BINDING: Family = Family {
    unknown: "thinking.block_binding",
    missing: "thinking.block_binding",
    null: "thinking.block_binding",
    tag: "thinking.block_binding",
    untagged: "thinking.block_binding",
};

/// `CreateParams`
pub static CREATE_PARAMS: Shape = Shape {
    name: Name::CreateParams,
    tags: words![],
    family: &OF_PARAMS,
    open: false,
    fields: &[
        req("max_tokens", Integer).rule("max_tokens.type"),
        req(
            "messages",
            Array(&AnyOf(&[&USER_MESSAGE, &ASSISTANT_MESSAGE, &SYSTEM_MESSAGE])),
        )
        .rule("messages.missing"),
        req("model", String).rule("model.missing"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("container", Or(&[String, One(&CONTAINER)])).rule("container.type"),
        opt_null("diagnostics", One(&DIAGNOSTICS)).rule("diagnostics.type"),
        opt_null("inference_geo", String).rule("inference_geo.type"),
        opt("metadata", One(&METADATA)).rule("metadata.type"),
        opt("output_config", One(&OUTPUT_CONFIG)).rule("output_config.unknown_field"),
        opt("service_tier", Words(words!["auto", "standard_only"])).rule("service_tier.enum"),
        opt_null("speed", Words(words!["standard", "fast"])).rule("batch.speed"),
        opt("stop_sequences", Array(&String)).rule("stop_sequences.type"),
        opt("system", Or(&[String, Array(&One(&TEXT_BLOCK))])).rule("system.type"),
        opt(
            "thinking",
            AnyOf(&[
                &THINKING_CONFIG_ENABLED,
                &THINKING_CONFIG_DISABLED,
                &THINKING_CONFIG_BETWEEN_TOOLS,
                &THINKING_CONFIG_ADAPTIVE,
            ]),
        )
        .rule("thinking.type"),
        opt(
            "tool_choice",
            AnyOf(&[
                &TOOL_CHOICE_AUTO,
                &TOOL_CHOICE_ANY,
                &TOOL_CHOICE_TOOL,
                &TOOL_CHOICE_NONE,
            ]),
        )
        .rule("tool_choice.type"),
        opt("tools", Array(&AnyOf(TOOLS))).rule("tools.type"),
        opt_null("billing_policy", One(&BILLING_POLICY)).rule("batch.billing_policy"),
        opt_null("compaction", One(&COMPACTION_CONFIG)).rule("compaction.exclusive"),
        opt_null("context_management", One(&CONTEXT_MANAGEMENT_CONFIG)).rule("context_management.edit_type"),
        opt_null("fallback_credit_token", Or(&[String, One(&FALLBACK_CREDIT_TOKEN)]))
            .rule("batch.fallback_credit_token"),
        opt_null("fallbacks", Or(&[Array(&One(&FALLBACK)), Words(words!["default"])])).rule("batch.fallbacks"),
        opt("mcp_servers", Array(&One(&MCP_SERVER_URL_DEFINITION))).rule("mcp.server.fields"),
        opt_null("user_profile_id", String).rule("batch.user_profile_conflict"),
        opt_null("thread", AnyOf(&[&THREAD_CREATE, &THREAD_CONTINUE])).rule("batch.thread"),
    ],
};

/// `UserMessage`
pub static USER_MESSAGE: Shape = Shape {
    name: Name::UserMessage,
    tags: words![],
    family: &OF_MESSAGE,
    open: false,
    fields: &[
        req("content", Or(&[String, Array(&AnyOf(CONTENT))])),
        req("role", Words(words!["user"])).rule("message.role"),
    ],
};

/// `AssistantMessage`
pub static ASSISTANT_MESSAGE: Shape = Shape {
    name: Name::AssistantMessage,
    tags: words![],
    family: &OF_MESSAGE,
    open: false,
    fields: &[
        req("content", Or(&[String, Array(&AnyOf(CONTENT))])),
        req("role", Words(words!["assistant"])).rule("message.role"),
    ],
};

/// `SystemMessage`
pub static SYSTEM_MESSAGE: Shape = Shape {
    name: Name::SystemMessage,
    tags: words![],
    family: &OF_MESSAGE,
    open: false,
    fields: &[
        // Required too, unless the message only sets the effort; `validate/` sees to that.
        opt(
            "content",
            Or(&[
                String,
                Array(&AnyOf(&[&TEXT_BLOCK, &TOOL_ADDITION_BLOCK, &TOOL_REMOVAL_BLOCK])),
            ]),
        )
        .rule("messages.system.content"),
        req("role", Words(words!["system"])).rule("message.role"),
        opt_null("clear_at", Words(words!["next_user_message", "never"])).rule("messages.system.clear_at"),
        opt_null("output_config", One(&SYSTEM_MESSAGE_OUTPUT_CONFIG)),
    ],
};

/// `SystemMessageOutputConfig`
pub static SYSTEM_MESSAGE_OUTPUT_CONFIG: Shape = Shape {
    name: Name::SystemMessageOutputConfig,
    tags: words![],
    family: &OF_MESSAGE,
    open: false,
    fields: &[opt_null("effort", Words(words!["low", "medium", "high", "xhigh", "max"])).rule("effort.enum")],
};

/// `Container`
pub static CONTAINER: Shape = Shape {
    name: Name::Container,
    tags: words![],
    family: &OF_CONTAINER,
    open: false,
    fields: &[
        opt_null("id", String).rule("container.type"),
        opt_null("skills", Array(&One(&SKILL))).rule("container.skills.item"),
    ],
};

/// `Skill`
pub static SKILL: Shape = Shape {
    name: Name::Skill,
    tags: words!["anthropic", "custom"],
    family: &OF_SKILL,
    open: false,
    fields: &[req("skill_id", String), opt("version", String)],
};

/// `Diagnostics`
pub static DIAGNOSTICS: Shape = Shape {
    name: Name::Diagnostics,
    tags: words![],
    family: &OF_DIAGNOSTICS,
    open: false,
    fields: &[opt_null("previous_message_id", String)],
};

/// `Metadata`
pub static METADATA: Shape = Shape {
    name: Name::Metadata,
    tags: words![],
    family: &OF_METADATA,
    open: false,
    fields: &[opt_null("user_id", String).rule("metadata.type")],
};

/// `OutputConfig`
pub static OUTPUT_CONFIG: Shape = Shape {
    name: Name::OutputConfig,
    tags: words![],
    family: &OF_OUTPUT_CONFIG,
    open: false,
    fields: &[
        opt_null("effort", Words(words!["low", "medium", "high", "xhigh", "max"])).rule("effort.enum"),
        opt_null("format", One(&JSON_OUTPUT_FORMAT)).rule("format.shape"),
        opt_null("task_budget", One(&TOKEN_TASK_BUDGET)).rule("task_budget.min"),
    ],
};

/// `JSONOutputFormat`
pub static JSON_OUTPUT_FORMAT: Shape = Shape {
    name: Name::JSONOutputFormat,
    tags: words!["json_schema"],
    family: &OF_FORMAT,
    open: false,
    fields: &[req("schema", Object)],
};

/// `ThinkingConfigEnabled`
pub static THINKING_CONFIG_ENABLED: Shape = Shape {
    name: Name::ThinkingConfigEnabled,
    tags: words!["enabled"],
    family: &OF_THINKING,
    open: false,
    fields: &[
        req("budget_tokens", Integer).rule("thinking.budget.missing"),
        opt_null("display", Words(words!["summarized", "omitted", "updates"])).rule("thinking.display"),
        opt_null("block_binding", One(&THINKING_BLOCK_BINDING)).rule("thinking.block_binding"),
    ],
};

/// `ThinkingConfigDisabled`
pub static THINKING_CONFIG_DISABLED: Shape = Shape {
    name: Name::ThinkingConfigDisabled,
    tags: words!["disabled"],
    family: &OF_THINKING,
    open: false,
    fields: &[],
};

/// `ThinkingConfigBetweenTools`
pub static THINKING_CONFIG_BETWEEN_TOOLS: Shape = Shape {
    name: Name::ThinkingConfigBetweenTools,
    tags: words!["between_tools"],
    family: &OF_THINKING,
    open: false,
    fields: &[],
};

/// `ThinkingConfigAdaptive`
pub static THINKING_CONFIG_ADAPTIVE: Shape = Shape {
    name: Name::ThinkingConfigAdaptive,
    tags: words!["adaptive"],
    family: &OF_THINKING,
    open: false,
    fields: &[
        opt_null("display", Words(words!["summarized", "omitted", "updates"])).rule("thinking.display"),
        opt_null("block_binding", One(&THINKING_BLOCK_BINDING)).rule("thinking.block_binding"),
    ],
};

/// `BillingPolicy`
pub static BILLING_POLICY: Shape = Shape {
    name: Name::BillingPolicy,
    tags: words!["billing_policy"],
    family: &OF_BILLING,
    open: false,
    fields: &[opt("bill_to", Words(words!["self", "user_profile"]))],
};

/// `FallbackCreditToken`
pub static FALLBACK_CREDIT_TOKEN: Shape = Shape {
    name: Name::FallbackCreditToken,
    tags: words![],
    family: &OF_REFUSED,
    open: false,
    fields: &[
        req("token", String),
        opt("mode", Words(words!["strict", "best_effort"])),
    ],
};

/// `Fallback`
pub static FALLBACK: Shape = Shape {
    name: Name::Fallback,
    tags: words![],
    family: &OF_REFUSED,
    open: false,
    fields: &[
        req("model", String),
        opt_null("max_tokens", Integer),
        opt_null("output_config", One(&OUTPUT_CONFIG)),
        opt_null("speed", Words(words!["standard", "fast"])),
        opt_null(
            "thinking",
            AnyOf(&[
                &THINKING_CONFIG_ENABLED,
                &THINKING_CONFIG_DISABLED,
                &THINKING_CONFIG_BETWEEN_TOOLS,
                &THINKING_CONFIG_ADAPTIVE,
            ]),
        ),
    ],
};

/// `ThreadCreate`
pub static THREAD_CREATE: Shape = Shape {
    name: Name::ThreadCreate,
    tags: words!["create"],
    family: &OF_REFUSED,
    open: false,
    fields: &[],
};

/// `ThreadContinue`
pub static THREAD_CONTINUE: Shape = Shape {
    name: Name::ThreadContinue,
    tags: words!["continue"],
    family: &OF_REFUSED,
    open: false,
    fields: &[req("previous_message_id", String)],
};

/// `CompactionConfig`
pub static COMPACTION_CONFIG: Shape = Shape {
    name: Name::CompactionConfig,
    tags: words!["summarize"],
    family: &OF_COMPACTION,
    open: false,
    fields: &[opt_null("instructions", String)],
};

/// `ContextManagementConfig`
pub static CONTEXT_MANAGEMENT_CONFIG: Shape = Shape {
    name: Name::ContextManagementConfig,
    tags: words![],
    family: &OF_CONTEXT,
    open: false,
    fields: &[opt(
        "edits",
        Array(&AnyOf(&[
            &CLEAR_TOOL_USES_20250919_EDIT,
            &CLEAR_THINKING_20251015_EDIT,
            &COMPACT_20260112_EDIT,
        ])),
    )],
};

/// `ClearToolUses20250919Edit`
pub static CLEAR_TOOL_USES_20250919_EDIT: Shape = Shape {
    name: Name::ClearToolUses20250919Edit,
    tags: words!["clear_tool_uses_20250919"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[
        opt_null("clear_at_least", One(&INPUT_TOKENS_CLEAR_AT_LEAST)).rule("context_management.values"),
        opt_null("clear_tool_inputs", Or(&[Bool, Array(&String)])),
        opt_null("exclude_tools", Array(&String)),
        opt("keep", One(&TOOL_USES_KEEP)).rule("context_management.values"),
        opt("trigger", AnyOf(&[&INPUT_TOKENS_TRIGGER, &TOOL_USES_TRIGGER])).rule("context_management.values"),
    ],
};

/// `InputTokensClearAtLeast`
pub static INPUT_TOKENS_CLEAR_AT_LEAST: Shape = Shape {
    name: Name::InputTokensClearAtLeast,
    tags: words!["input_tokens"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[req("value", Integer)],
};

/// `ToolUsesKeep`
pub static TOOL_USES_KEEP: Shape = Shape {
    name: Name::ToolUsesKeep,
    tags: words!["tool_uses"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[req("value", Integer)],
};

/// `InputTokensTrigger`
pub static INPUT_TOKENS_TRIGGER: Shape = Shape {
    name: Name::InputTokensTrigger,
    tags: words!["input_tokens"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[req("value", Integer)],
};

/// `ToolUsesTrigger`
pub static TOOL_USES_TRIGGER: Shape = Shape {
    name: Name::ToolUsesTrigger,
    tags: words!["tool_uses"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[req("value", Integer)],
};

/// `ClearThinking20251015Edit`
pub static CLEAR_THINKING_20251015_EDIT: Shape = Shape {
    name: Name::ClearThinking20251015Edit,
    tags: words!["clear_thinking_20251015"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[opt(
        "keep",
        Or(&[Words(words!["all"]), AnyOf(&[&THINKING_TURNS, &ALL_THINKING_TURNS])]),
    )
    .rule("context_management.values")],
};

/// `ThinkingTurns`
pub static THINKING_TURNS: Shape = Shape {
    name: Name::ThinkingTurns,
    tags: words!["thinking_turns"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[req("value", Integer)],
};

/// `AllThinkingTurns`
pub static ALL_THINKING_TURNS: Shape = Shape {
    name: Name::AllThinkingTurns,
    tags: words!["all"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[],
};

/// `Compact20260112Edit`
pub static COMPACT_20260112_EDIT: Shape = Shape {
    name: Name::Compact20260112Edit,
    tags: words!["compact_20260112"],
    family: &OF_CONTEXT,
    open: false,
    fields: &[
        opt_null("instructions", String),
        opt("pause_after_compaction", Bool),
        opt_null("trigger", One(&INPUT_TOKENS_TRIGGER)).rule("context_management.values"),
    ],
};

/// `TokenTaskBudget`
pub static TOKEN_TASK_BUDGET: Shape = Shape {
    name: Name::TokenTaskBudget,
    tags: words!["tokens"],
    family: &OF_TASK_BUDGET,
    open: false,
    fields: &[req("total", Integer), opt_null("remaining", Integer)],
};

/// `ThinkingBlockBinding`
pub static THINKING_BLOCK_BINDING: Shape = Shape {
    name: Name::ThinkingBlockBinding,
    tags: words![],
    family: &OF_BLOCK_BINDING,
    open: false,
    fields: &[opt_null(
        "prefix_mismatch_behavior",
        Words(words!["error", "drop_block"]),
    )],
};
