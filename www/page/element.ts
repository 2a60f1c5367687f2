/** Finds elements of index.html by id, and makes new ones. Text is only inserted as text nodes. */

export function byId<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`index.html has no ${kind.name} with the id "${id}"`);
}

export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...content: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...content);
  return element;
}

/** Announces a sentence to screen readers that sighted users see elsewhere. */
export function announce(sentence: string): void {
  byId('announcer', HTMLElement).textContent = sentence;
}
