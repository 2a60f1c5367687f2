//! The body of a request and its settings; messages.
//! Source: types of the official SDKs of 2026-11-20, beta namespaces included.

use crate::json::words;
use crate::rules::schema::blocks::CONTENT;
use crate::rules::schema::name::Name::*;
use crate::rules::schema::row::TypeRow::*;
use crate::rules::schema::row::*;
use crate::rules::schema::tools::TOOLS;

const OF_PARAMS: Family = Family::of("params.unknown_field");

const OF_MESSAGE: Family = Family::of("message.unknown_field")
    .missing("message.content.missing")
    .tag("message.role");

const OF_CONTAINER: Family = Family::of("container.type");

const OF_SKILL: Family = Family::of("container.skills.item");

const OF_DIAGNOSTICS: Family = Family::of("diagnostics.type");

const OF_METADATA: Family = Family::of("metadata.type");

const OF_OUTPUT_CONFIG: Family = Family::of("output_config.unknown_field");

const OF_FORMAT: Family = Family::of("format.shape");

const OF_THINKING: Family = Family::of("thinking.fields.allowed")
    .missing("thinking.type")
    .null("thinking.fields.allowed")
    .tag("thinking.type");

const OF_REFUSED: Family = Family::of("params.unknown_field");

const OF_BILLING: Family = Family::of("batch.billing_policy");

const OF_COMPACTION: Family = Family::of("compaction.exclusive");

const OF_CONTEXT: Family = Family::of("context_management.values").tag("context_management.edit_type");

const OF_TASK_BUDGET: Family = Family::of("task_budget.min");

const OF_BLOCK_BINDING: Family = Family::of("thinking.block_binding");

/// The objects of this file.
pub(super) const ROWS: &[ObjectRow] = &[
    object(
        CreateParams,
        words![],
        OF_PARAMS,
        &[
            req("max_tokens", Integer).rule("max_tokens.type"),
            req(
                "messages",
                Array(&AnyOf(&[UserMessage, AssistantMessage, SystemMessage])),
            )
            .rule("messages.missing"),
            req("model", String).rule("model.missing"),
            opt_null("cache_control", One(CacheControlEphemeral)).rule("cache_control.type"),
            opt_null("container", Or(&[String, One(Container)])).rule("container.type"),
            opt_null("diagnostics", One(Diagnostics)).rule("diagnostics.type"),
            opt_null("inference_geo", String).rule("inference_geo.type"),
            opt("metadata", One(Metadata)).rule("metadata.type"),
            opt("output_config", One(OutputConfig)).rule("output_config.unknown_field"),
            opt("service_tier", Words(words!["auto", "standard_only"])).rule("service_tier.enum"),
            opt_null("speed", Words(words!["standard", "fast"])).rule("batch.speed"),
            opt("stop_sequences", Array(&String)).rule("stop_sequences.type"),
            opt("system", Or(&[String, Array(&One(TextBlock))])).rule("system.type"),
            opt(
                "thinking",
                AnyOf(&[
                    ThinkingConfigEnabled,
                    ThinkingConfigDisabled,
                    ThinkingConfigBetweenTools,
                    ThinkingConfigAdaptive,
                ]),
            )
            .rule("thinking.type"),
            opt(
                "tool_choice",
                AnyOf(&[ToolChoiceAuto, ToolChoiceAny, ToolChoiceTool, ToolChoiceNone]),
            )
            .rule("tool_choice.type"),
            opt("tools", Array(&AnyOf(TOOLS))).rule("tools.type"),
            opt_null("billing_policy", One(BillingPolicy)).rule("batch.billing_policy"),
            opt_null("compaction", One(CompactionConfig)).rule("compaction.exclusive"),
            opt_null("context_management", One(ContextManagementConfig)).rule("context_management.edit_type"),
            opt_null("fallback_credit_token", Or(&[String, One(FallbackCreditToken)]))
                .rule("batch.fallback_credit_token"),
            opt_null("fallbacks", Or(&[Array(&One(Fallback)), Words(words!["default"])])).rule("batch.fallbacks"),
            opt("mcp_servers", Array(&One(MCPServerURLDefinition))).rule("mcp.server.fields"),
            opt_null("user_profile_id", String).rule("batch.user_profile_conflict"),
            opt_null("thread", AnyOf(&[ThreadCreate, ThreadContinue])).rule("batch.thread"),
        ],
    ),
    object(
        UserMessage,
        words![],
        OF_MESSAGE,
        &[
            req("content", Or(&[String, Array(&AnyOf(CONTENT))])),
            req("role", Words(words!["user"])).rule("message.role"),
        ],
    ),
    object(
        AssistantMessage,
        words![],
        OF_MESSAGE,
        &[
            req("content", Or(&[String, Array(&AnyOf(CONTENT))])),
            req("role", Words(words!["assistant"])).rule("message.role"),
        ],
    ),
    object(
        SystemMessage,
        words![],
        OF_MESSAGE,
        &[
            // Also required, unless the message only sets the effort; the rules of messages check that.
            opt(
                "content",
                Or(&[String, Array(&AnyOf(&[TextBlock, ToolAdditionBlock, ToolRemovalBlock]))]),
            )
            .rule("messages.system.content"),
            req("role", Words(words!["system"])).rule("message.role"),
            opt_null("clear_at", Words(words!["next_user_message", "never"])).rule("messages.system.clear_at"),
            opt_null("output_config", One(SystemMessageOutputConfig)),
        ],
    ),
    object(
        SystemMessageOutputConfig,
        words![],
        OF_MESSAGE,
        &[opt_null("effort", Words(words!["low", "medium", "high", "xhigh", "max"])).rule("effort.enum")],
    ),
    object(
        Container,
        words![],
        OF_CONTAINER,
        &[
            opt_null("id", String).rule("container.type"),
            opt_null("skills", Array(&One(Skill))).rule("container.skills.item"),
        ],
    ),
    object(
        Skill,
        words!["anthropic", "custom"],
        OF_SKILL,
        &[req("skill_id", String), opt("version", String)],
    ),
    object(
        Diagnostics,
        words![],
        OF_DIAGNOSTICS,
        &[opt_null("previous_message_id", String)],
    ),
    object(
        Metadata,
        words![],
        OF_METADATA,
        &[opt_null("user_id", String).rule("metadata.type")],
    ),
    object(
        OutputConfig,
        words![],
        OF_OUTPUT_CONFIG,
        &[
            opt_null("effort", Words(words!["low", "medium", "high", "xhigh", "max"])).rule("effort.enum"),
            opt_null("format", One(JSONOutputFormat)).rule("format.shape"),
            opt_null("task_budget", One(TokenTaskBudget)).rule("task_budget.min"),
        ],
    ),
    object(
        JSONOutputFormat,
        words!["json_schema"],
        OF_FORMAT,
        &[req("schema", Object)],
    ),
    object(
        ThinkingConfigEnabled,
        words!["enabled"],
        OF_THINKING,
        &[
            req("budget_tokens", Integer).rule("thinking.budget.missing"),
            opt_null("display", Words(words!["summarized", "omitted", "updates"])).rule("thinking.display"),
            opt_null("block_binding", One(ThinkingBlockBinding)).rule("thinking.block_binding"),
        ],
    ),
    object(ThinkingConfigDisabled, words!["disabled"], OF_THINKING, &[]),
    object(ThinkingConfigBetweenTools, words!["between_tools"], OF_THINKING, &[]),
    object(
        ThinkingConfigAdaptive,
        words!["adaptive"],
        OF_THINKING,
        &[
            opt_null("display", Words(words!["summarized", "omitted", "updates"])).rule("thinking.display"),
            opt_null("block_binding", One(ThinkingBlockBinding)).rule("thinking.block_binding"),
        ],
    ),
    object(
        BillingPolicy,
        words!["billing_policy"],
        OF_BILLING,
        &[opt("bill_to", Words(words!["self", "user_profile"]))],
    ),
    object(
        FallbackCreditToken,
        words![],
        OF_REFUSED,
        &[
            req("token", String),
            opt("mode", Words(words!["strict", "best_effort"])),
        ],
    ),
    object(
        Fallback,
        words![],
        OF_REFUSED,
        &[
            req("model", String),
            opt_null("max_tokens", Integer),
            opt_null("output_config", One(OutputConfig)),
            opt_null("speed", Words(words!["standard", "fast"])),
            opt_null(
                "thinking",
                AnyOf(&[
                    ThinkingConfigEnabled,
                    ThinkingConfigDisabled,
                    ThinkingConfigBetweenTools,
                    ThinkingConfigAdaptive,
                ]),
            ),
        ],
    ),
    object(ThreadCreate, words!["create"], OF_REFUSED, &[]),
    object(
        ThreadContinue,
        words!["continue"],
        OF_REFUSED,
        &[req("previous_message_id", String)],
    ),
    object(
        CompactionConfig,
        words!["summarize"],
        OF_COMPACTION,
        &[opt_null("instructions", String)],
    ),
    object(
        ContextManagementConfig,
        words![],
        OF_CONTEXT,
        &[opt(
            "edits",
            Array(&AnyOf(&[
                ClearToolUses20250919Edit,
                ClearThinking20251015Edit,
                Compact20260112Edit,
            ])),
        )],
    ),
    object(
        ClearToolUses20250919Edit,
        words!["clear_tool_uses_20250919"],
        OF_CONTEXT,
        &[
            opt_null("clear_at_least", One(InputTokensClearAtLeast)).rule("context_management.values"),
            opt_null("clear_tool_inputs", Or(&[Bool, Array(&String)])),
            opt_null("exclude_tools", Array(&String)),
            opt("keep", One(ToolUsesKeep)).rule("context_management.values"),
            opt("trigger", AnyOf(&[InputTokensTrigger, ToolUsesTrigger])).rule("context_management.values"),
        ],
    ),
    object(
        InputTokensClearAtLeast,
        words!["input_tokens"],
        OF_CONTEXT,
        &[req("value", Integer)],
    ),
    object(ToolUsesKeep, words!["tool_uses"], OF_CONTEXT, &[req("value", Integer)]),
    object(
        InputTokensTrigger,
        words!["input_tokens"],
        OF_CONTEXT,
        &[req("value", Integer)],
    ),
    object(
        ToolUsesTrigger,
        words!["tool_uses"],
        OF_CONTEXT,
        &[req("value", Integer)],
    ),
    object(
        ClearThinking20251015Edit,
        words!["clear_thinking_20251015"],
        OF_CONTEXT,
        &[opt(
            "keep",
            Or(&[Words(words!["all"]), AnyOf(&[ThinkingTurns, AllThinkingTurns])]),
        )
        .rule("context_management.values")],
    ),
    object(
        ThinkingTurns,
        words!["thinking_turns"],
        OF_CONTEXT,
        &[req("value", Integer)],
    ),
    object(AllThinkingTurns, words!["all"], OF_CONTEXT, &[]),
    object(
        Compact20260112Edit,
        words!["compact_20260112"],
        OF_CONTEXT,
        &[
            opt_null("instructions", String),
            opt("pause_after_compaction", Bool),
            opt_null("trigger", One(InputTokensTrigger)).rule("context_management.values"),
        ],
    ),
    object(
        TokenTaskBudget,
        words!["tokens"],
        OF_TASK_BUDGET,
        &[req("total", Integer), opt_null("remaining", Integer)],
    ),
    object(
        ThinkingBlockBinding,
        words![],
        OF_BLOCK_BINDING,
        &[opt_null(
            "prefix_mismatch_behavior",
            Words(words!["error", "drop_block"]),
        )],
    ),
];
