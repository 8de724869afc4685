type Attribute = string | boolean | undefined | ((event: Event) => void);

/**
 * A DOM element with attributes, listeners (`onclick`) and children. Text always becomes a text node, so data is never read as HTML.
 * An attribute that is false or undefined is left out; true is the empty attribute.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, Attribute>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}
