import { arrangeLocks } from '../../../../functions/pages/lock-list/arrange-locks.ts';
import { type ChoosableLock, readChooser } from '../../../../functions/pages/lock-list/lock-chooser.ts';

const lock = (lockId: string, name: string, groupName?: string): ChoosableLock => ({
  ...{ lockId, name, canChange: true },
  ...(groupName !== undefined && { groupName }),
});
const nothing = { chosen: [], find: '', page: 0 };
const arranged = (locks: readonly ChoosableLock[], find = '', page = 0) =>
  arrangeLocks(locks, { find, page }, 3).groups.map(({ name, locks: group }) => [
    name,
    ...group.map(({ lockId }) => lockId),
  ]);

describe('a list of locks', () => {
  test('is in the order of groups and names, numbers by their value; locks without a group come last', () => {
    const locks = [lock('1', 'Door'), lock('2', 'Flat 10', 'House'), lock('3', 'Flat 9', 'House')];
    expect(arranged(locks)).toEqual([
      ['House', '3', '2'],
      [undefined, '1'],
    ]);
  });

  test('keeps groups apart whose names differ only in case', () => {
    const locks = [lock('1', 'A', 'house'), lock('2', 'B', 'House'), lock('3', 'C', 'house')];
    expect(arranged(locks)).toEqual([
      ['House', '2'],
      ['house', '1', '3'],
    ]);
  });

  test('is found by words of name and group, in any order and case', () => {
    const locks = [lock('1', 'Главный вход', 'Haus 2'), lock('2', 'Главный вход', 'Haus 3')];
    expect(arranged(locks, ' HAUS  2 вход ')).toEqual([['Haus 2', '1']]);
  });

  test.each([-1, 7, Number.MAX_SAFE_INTEGER])('has no page %p: the nearest is shown', (page) => {
    const locks = Array.from({ length: 5 }, (_, index) => lock(String(index), `Door ${index}`));
    expect(arranged(locks, '', page).flat().length).toBeGreaterThan(1);
  });
});

describe('the form of a list of locks', () => {
  const locks = [lock('1', 'Front'), lock('2', 'Back'), { ...lock('3', 'Shed'), canChange: false }];
  const read = (fields: string, chosen: readonly string[] = []) =>
    readChooser(new URLSearchParams(fields), locks, { ...nothing, chosen });

  test('changes only locks that its page showed', () => {
    expect(read('shown=1&lock=1&lock=2', ['2']).choosing.chosen).toEqual(['2', '1']);
    expect(read('shown=1', ['1', '2']).choosing.chosen).toEqual(['2']);
  });

  test('chooses no lock that is not in the list or cannot be chosen', () => {
    expect(read('shown=3 999&lock=3&lock=999&step=all').choosing.chosen.toSorted()).toEqual(['1', '2']);
  });

  test('chooses all or none of the locks that the page had found, not of those that are typed', () => {
    expect(read('found=fro&find=back&step=all').choosing).toMatchObject({ chosen: ['1'], find: 'fro' });
    expect(read('found=back&step=none', ['1', '2']).choosing.chosen).toEqual(['1']);
  });

  test('without a button, as the Enter key of some browsers sends it, searches', () => {
    expect(read('find=back&page=4')).toEqual({
      choosing: { chosen: [], find: 'back', page: 0 },
      isDone: false,
    });
  });
});
