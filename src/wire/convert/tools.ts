// Tools of OpenAI requests, and which of them to call.
import { CHOICE, TOOL } from './keys.ts';
import { type Fields, optional } from './notes.ts';
import type { Source } from './source.ts';

/** The tools of a request. The older form, `functions`, is declarations without an object around each. */
export function toolsOf(body: Source): Fields[] {
  const tools = body.each('tools', TOOL, (tool): Fields | undefined => {
    if (tool.peek('type') !== 'function') return tool.leaveOut('only functions have a counterpart');
    tool.take('type');
    // A response has the declaration in the tool itself.
    return tool.hasObject('function') ? tool.inner('function', TOOL, declared) : declared(tool);
  });
  return [...tools, ...body.each('functions', TOOL, declared)];
}

function declared(tool: Source): Fields {
  const parameters = tool.object('parameters');
  const schema = parameters ? { type: 'object', ...parameters } : { type: 'object', properties: {} };
  return { name: tool.take('name'), ...optional('description', tool.take('description')), input_schema: schema };
}

/** The choice of a tool: `tool_choice`, in the older form `function_call`, with `parallel_tool_calls`. */
export function choiceOf(body: Source, hasTools: boolean): Fields | undefined {
  const parallel = body.flag('parallel_tool_calls');
  const name = body.pick('tool_choice', 'function_call');
  const choice = chosen(body, name);
  if (!hasTools) {
    if (choice?.type === 'any' || choice?.type === 'tool')
      body.note(body.at(name), 'left out: the request has no tools');
    return undefined;
  }
  if (choice === undefined && parallel !== false) return undefined;
  if (choice?.type === 'none') return choice;
  return { ...(choice ?? { type: 'auto' }), ...(parallel === false ? { disable_parallel_tool_use: true } : {}) };
}

/** What the words of `tool_choice` mean; `any` is that of Mistral. */
const CHOICES: Readonly<Record<string, string>> = { auto: 'auto', none: 'none', required: 'any', any: 'any' };

function chosen(body: Source, key: string): Fields | undefined {
  if (body.hasObject(key)) {
    return body.inner(key, CHOICE, (choice): Fields | undefined => {
      const isFunction = (choice.peek('type') ?? 'function') === 'function';
      const nested = choice.hasObject('function');
      const named = nested ? choice.inner('function', CHOICE, nameOf) : isFunction ? nameOf(choice) : undefined;
      if (named === undefined) return choice.leaveOut('no counterpart: list in tools only those that may be called');
      return { type: 'tool', name: named };
    });
  }
  const word = body.text(key);
  if (word === undefined) return undefined;
  if (Object.hasOwn(CHOICES, word)) return { type: CHOICES[word] };
  body.note(body.at(key), 'left out: expected "auto", "none", "required" or a function');
  return undefined;
}

const nameOf = (choice: Source): unknown => choice.take('name');
