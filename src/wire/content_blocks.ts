// The blocks of an answer, with the names of the API.

/** A value that this package does not inspect. `any` is assignable to and from the declarations of the official SDK. */
// biome-ignore lint/suspicious/noExplicitAny: `unknown` would refuse every interface, and be refused by every other type
export type Unchecked = any;

/**
 * A block of an answer; `type` narrows it. The API adds types from time to time. A block of a newer type arrives unchanged,
 * although it is not declared here.
 *
 * @example
 * const texts = (content: ContentBlock[]) => content.flatMap((block) => (block.type === 'text' ? block.text : []));
 * if (record.type === 'succeeded') console.log(texts(record.result.message.content));
 */
export type ContentBlock =
  | TextBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ServerToolUseBlock
  | WebSearchToolResultBlock
  | WebFetchToolResultBlock
  | CodeExecutionToolResultBlock
  | BashCodeExecutionToolResultBlock
  | TextEditorCodeExecutionToolResultBlock
  | ToolSearchToolResultBlock
  | ContainerUploadBlock;

/**
 * A text in an answer.
 *
 * @example
 * const sources = ({ citations }: TextBlock) => citations?.map(({ cited_text }) => cited_text) ?? [];
 */
export interface TextBlock {
  type: 'text';
  text: string;
  citations: TextCitation[] | null;
}

/** The common part of all blocks except text: `text` is `undefined`, so you can read it without checking `type`. */
interface WithoutText {
  text?: undefined;
}

/**
 * The model's thinking before it answers.
 *
 * @example
 * const summary = ({ thinking }: ThinkingBlock) => thinking.slice(0, 100);
 */
export interface ThinkingBlock extends WithoutText {
  type: 'thinking';
  thinking: string;
  signature: string;
}

/**
 * Thinking that is encrypted. Send it back unchanged to continue the conversation.
 *
 * @example
 * const size = ({ data }: RedactedThinkingBlock) => data.length;
 */
export interface RedactedThinkingBlock extends WithoutText {
  type: 'redacted_thinking';
  data: string;
}

/**
 * A tool call that your program answers.
 *
 * @example
 * const call = ({ name, input }: ToolUseBlock) => `${name}(${JSON.stringify(input)})`;
 */
export interface ToolUseBlock extends WithoutText {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
  caller: ToolUseCaller;
  toolset_name?: string | null;
}

/**
 * A tool call that the API answers itself.
 *
 * @example
 * const isSearch = ({ name }: ServerToolUseBlock) => name === 'web_search';
 */
export interface ServerToolUseBlock extends WithoutText {
  type: 'server_tool_use';
  id: string;
  name:
    | 'web_search'
    | 'web_fetch'
    | 'code_execution'
    | 'bash_code_execution'
    | 'text_editor_code_execution'
    | 'tool_search_tool_regex'
    | 'tool_search_tool_bm25';
  input: unknown;
  caller: ToolUseCaller;
}

/**
 * The caller of a tool: the model, or code that the model ran.
 *
 * @example
 * const byCode = (caller: ToolUseCaller) => caller.type !== 'direct';
 */
export type ToolUseCaller =
  | { type: 'direct' }
  | { type: 'code_execution_20250825'; tool_id: string }
  | { type: 'code_execution_20260120'; tool_id: string };

/** The result of a server tool. */
interface ServerToolResult extends WithoutText {
  tool_use_id: string;
  content: Unchecked;
}

/**
 * The result of a web search.
 *
 * @example
 * const results = ({ content }: WebSearchToolResultBlock) => (Array.isArray(content) ? content : []);
 */
export interface WebSearchToolResultBlock extends ServerToolResult {
  type: 'web_search_tool_result';
  caller: ToolUseCaller;
}

/**
 * The result of a web fetch.
 *
 * @example
 * const answered = ({ tool_use_id }: WebFetchToolResultBlock) => tool_use_id;
 */
export interface WebFetchToolResultBlock extends ServerToolResult {
  type: 'web_fetch_tool_result';
  caller: ToolUseCaller;
}

/**
 * The result of code that the model ran.
 *
 * @example
 * const answered = ({ tool_use_id }: CodeExecutionToolResultBlock) => tool_use_id;
 */
export interface CodeExecutionToolResultBlock extends ServerToolResult {
  type: 'code_execution_tool_result';
}

/**
 * The result of a shell command that the model ran.
 *
 * @example
 * const answered = ({ tool_use_id }: BashCodeExecutionToolResultBlock) => tool_use_id;
 */
export interface BashCodeExecutionToolResultBlock extends ServerToolResult {
  type: 'bash_code_execution_tool_result';
}

/**
 * The result of a file operation that the model ran.
 *
 * @example
 * const answered = ({ tool_use_id }: TextEditorCodeExecutionToolResultBlock) => tool_use_id;
 */
export interface TextEditorCodeExecutionToolResultBlock extends ServerToolResult {
  type: 'text_editor_code_execution_tool_result';
}

/**
 * The result of a search among the tools of the request.
 *
 * @example
 * const answered = ({ tool_use_id }: ToolSearchToolResultBlock) => tool_use_id;
 */
export interface ToolSearchToolResultBlock extends ServerToolResult {
  type: 'tool_search_tool_result';
}

/**
 * A file in the container of the code that the model ran.
 *
 * @example
 * const file = ({ file_id }: ContainerUploadBlock) => file_id;
 */
export interface ContainerUploadBlock extends WithoutText {
  type: 'container_upload';
  file_id: string;
}

/**
 * The source of a piece of text; `type` says what kind of source it is.
 *
 * @example
 * const page = (citation: TextCitation) =>
 *   citation.type === 'page_location' ? citation.start_page_number : undefined;
 */
export type TextCitation =
  | (DocumentCitation & { type: 'char_location'; start_char_index: number; end_char_index: number })
  | (DocumentCitation & { type: 'page_location'; start_page_number: number; end_page_number: number })
  | (DocumentCitation & { type: 'content_block_location'; start_block_index: number; end_block_index: number })
  | {
      type: 'web_search_result_location';
      cited_text: string;
      encrypted_index: string;
      title: string | null;
      url: string;
    }
  | {
      type: 'search_result_location';
      cited_text: string;
      search_result_index: number;
      source: string;
      start_block_index: number;
      end_block_index: number;
      title: string | null;
    };

interface DocumentCitation {
  cited_text: string;
  document_index: number;
  document_title: string | null;
  file_id: string | null;
}
