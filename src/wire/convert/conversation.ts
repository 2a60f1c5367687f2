// Messages of a chat, and items of the input of a response, as messages of this API.
import { contentOf, plainText } from './content.ts';
import { CALL, ITEM, MESSAGE } from './keys.ts';
import { type Fields, isFields, type Note } from './notes.ts';
import { eachOf, type Source, shown, typeOf } from './source.ts';

/** System prompts, which stand beside the messages here, and the messages. */
interface Conversation {
  system: string[];
  messages: Fields[];
  /** The names of the tools that were called, by the ids of the calls. */
  called: Map<unknown, unknown>;
}

/** Converts the messages of a chat. */
export function conversationOf(messages: unknown[], path: string, note: Note): Conversation {
  const made: Conversation = { system: [], messages: [], called: new Map() };
  eachOf(messages, path, note, MESSAGE, (message) => addMessage(made, message));
  return made;
}

/** Converts the items of the input of a response: messages, calls of functions and their outputs. */
export function conversationOfItems(items: unknown[], path: string, note: Note): Conversation {
  const made: Conversation = { system: [], messages: [], called: new Map() };
  eachOf(items, path, note, ITEM, (item) => {
    const type = item.take('type');
    if (type === 'function_call') {
      made.messages.push({ role: 'assistant', content: [useOf(made, item, item.take('call_id'))] });
    } else if (type === 'function_call_output') {
      addResult(made, item, 'call_id', 'output');
    } else if (type === undefined || type === 'message') {
      addMessage(made, item);
    } else {
      item.leaveOut(`no counterpart for an item of type ${shown(type)}`);
    }
  });
  return made;
}

function addMessage(made: Conversation, message: Source): void {
  const role = message.take('role');
  if (role === 'system' || role === 'developer') {
    if (made.messages.length > 0) {
      message.note(message.path, 'moved to the system prompt, which comes before all messages');
    }
    const text = plainText(message);
    if (text !== '') made.system.push(text);
  } else if (role === 'assistant') {
    made.messages.push({ role, content: turnOf(made, message) });
  } else if (role === 'tool' || role === 'function') {
    addResult(made, message, 'tool_call_id', 'content');
  } else {
    if (role !== 'user') message.note(message.at('role'), `set to user instead of ${shown(role)}`);
    made.messages.push({ role: 'user', content: contentOf(message, 'content') });
  }
}

function turnOf(made: Conversation, message: Source): string | Fields[] {
  const from = message.peek('content') === undefined ? 'refusal' : 'content';
  const blocks = message.peek(from) === undefined ? '' : contentOf(message, from);
  const uses = message.each('tool_calls', CALL, (call): Fields | undefined => {
    if (!call.hasObject('function')) return call.leaveOut('only calls of functions have a counterpart');
    const id = call.take('id');
    return call.inner('function', CALL, (called) => useOf(made, called, id));
  });
  // The older form of a call: one, which has no id, so that its name stands for it, as in the answer to it.
  if (uses.length === 0) {
    const use = message.inner('function_call', CALL, (called) => useOf(made, called, called.peek('name')));
    if (use !== undefined) uses.push(use);
  }
  if (uses.length === 0) return blocks;
  return [...(typeof blocks === 'string' ? (blocks === '' ? [] : [{ type: 'text', text: blocks }]) : blocks), ...uses];
}

function useOf(made: Conversation, called: Source, id: unknown): Fields {
  const name = called.take('name');
  made.called.set(id, name);
  return { type: 'tool_use', id, name, input: inputOf(called) };
}

/** The arguments of a call: JSON in a string, of some servers an object. */
function inputOf(called: Source): unknown {
  const given = called.take('arguments') ?? '';
  if (given === '' || isFields(given)) return given === '' ? {} : given;
  try {
    if (typeof given === 'string') return JSON.parse(given);
  } catch {}
  const found = typeof given === 'string' ? 'not valid JSON' : `expected a string, found ${typeOf(given)}`;
  called.note(called.at('arguments'), `replaced by an empty object: ${found}`);
  return {};
}

/** Results of tools that follow each other are one message. */
function addResult(made: Conversation, message: Source, idName: string, contentName: string): void {
  const id = message.take(idName) ?? message.take('name');
  // The call has the name of the tool.
  if (message.peek('name') === made.called.get(id)) message.take('name');
  const result = { type: 'tool_result', tool_use_id: id, content: contentOf(message, contentName) };
  const last = made.messages.at(-1);
  const results = last?.role === 'user' ? last.content : undefined;
  if (Array.isArray(results) && results.every((block) => isFields(block) && block.type === 'tool_result')) {
    results.push(result);
  } else {
    made.messages.push({ role: 'user', content: [result] });
  }
}
