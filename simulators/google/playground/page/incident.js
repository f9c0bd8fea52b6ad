import { icon } from './icons.js';
import { element, post, showLost } from './server.js';

const byId = (id) => document.getElementById(id);

/** Lets what happened be replayed from a file, and shows whether it came out the same. */
export function offerReplay() {
  byId('replay').addEventListener('change', async ({ target }) => {
    const [file] = target.files;
    target.value = '';
    if (file === undefined) return;
    let incident;
    try {
      incident = JSON.parse(await file.text());
    } catch {
      showLost('This file is not JSON. Choose one that “Save what happened” has made.');
      return;
    }
    const box = byId('replayed');
    box.hidden = false;
    box.replaceChildren(element('p', {}, `Replaying ${file.name}…`));
    const result = await post('replay', incident);
    box.hidden = result === undefined;
    if (result !== undefined) box.replaceChildren(...shown(result, file.name));
  });
}

function shown({ isSame, compared }, name) {
  const rows = compared.map(({ of, isSame: isOneSame, expected, found }) =>
    element(
      'li',
      { 'data-same': isOneSame ? 'yes' : 'no' },
      icon(isOneSame ? 'yes' : 'no'),
      element(
        'span',
        {},
        isOneSame ? `${of}: ${text(found)}` : `${of}: ${text(found)}, not ${text(expected)}`,
      ),
    ),
  );
  const end = isSame ? 'It came out the same.' : 'It came out differently.';
  return [element('p', {}, `Replayed ${name}. ${end}`), element('ul', {}, ...rows)];
}

function text(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
