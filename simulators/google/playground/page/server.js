const lost = document.getElementById('lost');

/** Shows why the page stands still; an empty text hides it. */
export function showLost(text) {
  lost.textContent = text;
  lost.hidden = text === '';
}

/** Posts an action and returns the answer; shows an error and returns `undefined`. */
export async function post(action, body) {
  try {
    const response = await fetch(`/playground/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) {
      showLost('');
      return answer;
    }
    showLost(answer.error);
  } catch {
    showLost('The playground does not answer. Is “npm start” still running?');
  }
  return undefined;
}

/** Creates an element with properties and children. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property in made) made[property] = value;
    else made.setAttribute(property, value);
  }
  made.append(...children);
  return made;
}

/** Sets the text of an element, if it is another one: unchanged nodes keep the focus and the selection. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Returns the children of `list`, one for each key, made where missing, in this order. */
export function keyed(list, keys, make) {
  const old = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const children = keys.map((key) => {
    const child = old.get(key) ?? make(key);
    child.dataset.key = key;
    return child;
  });
  if (children.length !== list.children.length || children.some((child, i) => list.children[i] !== child))
    list.replaceChildren(...children);
  return children;
}

/** A span of time in words, from ms: `18 s`, `4 min`, `2 h`. */
export function span(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
}
