import { isObject, type JsonObject } from '../json.ts';

/** Resolves the `$ref`s of one schema document. */
export class References {
  readonly #root: unknown;
  readonly #base: string;
  #anchors: Map<string, unknown> | undefined;

  constructor(root: unknown) {
    this.#root = root;
    this.#base = isObject(root) && typeof root.$id === 'string' ? root.$id : '';
  }

  /** Returns the target; `undefined` if it does not exist, or is in another document. */
  at(ref: string): unknown {
    const hash = ref.indexOf('#');
    const [document, fragment] = hash === -1 ? [ref, ''] : [ref.slice(0, hash), ref.slice(hash + 1)];
    if (document !== '' && document !== this.#base) return this.#named(document);
    if (fragment === '') return this.#root;
    if (!fragment.startsWith('/')) return this.#named(`#${fragment}`);
    return fragment
      .slice(1)
      .split('/')
      .reduce<unknown>((value, name) => {
        const key = unescaped(name);
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
        return (value as JsonObject)[key];
      }, this.#root);
  }

  /** Finds a schema by `$anchor`, `$dynamicAnchor` or `$id`. */
  #named(name: string): unknown {
    this.#anchors ??= anchorsIn(this.#root);
    return this.#anchors.get(name);
  }
}

function anchorsIn(root: unknown): Map<string, unknown> {
  const anchors = new Map<string, unknown>();
  const left = [root];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (isObject(next)) {
      for (const key of ['$anchor', '$dynamicAnchor'])
        if (typeof next[key] === 'string') anchors.set(`#${next[key]}`, next);
      if (typeof next.$id === 'string') anchors.set(next.$id, next);
    }
    left.push(...Object.values(next).filter((value) => typeof value === 'object' && value !== null));
  }
  return anchors;
}

function unescaped(name: string): string {
  const plain = name.includes('%') ? decoded(name) : name;
  return plain.replaceAll('~1', '/').replaceAll('~0', '~');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
