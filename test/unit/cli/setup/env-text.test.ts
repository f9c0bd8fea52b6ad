import {
  describeSettingChange,
  settingChanges,
  settingsIn,
  withSettings,
} from '../../../../cli/setup/env-text.ts';

describe('the text of a settings file', () => {
  test.each([
    ['an address', 'https://locks.example.com/?a=b&c'],
    ['a key', 'k1:AAAA+bbb/ccc='],
    ['several keys', 'k2:AAAA=,k1:BBBB='],
    ['spaces', '/home/An Owner/key file.json'],
    ['a number sign', 'a #b'],
    ['a dollar sign', 'a$HOME'],
    ['an apostrophe', "An Owner's key.json"],
  ])('holds %s as it is', (_what, value) => {
    expect(settingsIn(withSettings('', { DATA_DIR: value }))).toEqual({ DATA_DIR: value });
  });

  test('keeps what it does not change, and changes the line that counts', () => {
    const text = '# Mine\r\nPORT=1\nexport PORT=2\n\nOTHER="x\ny"\n';
    const changed = withSettings(text, { PORT: '3', HOST: '::1' });
    expect(changed).toMatch(/^# Mine\nPORT=1\nPORT=3\n\nOTHER="x\ny"\n\n# Address .+\nHOST=/);
    expect(settingsIn(changed)).toEqual({ PORT: '3', HOST: '::1', OTHER: 'x\ny' });
  });

  test.each([
    ['a full-width equals sign', 'PORT＝1'],
    ['a no-break space', 'export\u00a0PORT\u00a0=1'],
    ['a byte order mark', '\ufeffPORT=1'],
    ['line breaks of old editors', 'A=1\rPORT=1\rB=2'],
    ['line separators of web pages', 'A=1\u2028PORT=1\u2028B=2'],
  ])('is read as the server reads it, and changed where it stands: %s', (_what, text) => {
    expect(settingsIn(text)['PORT']).toBe('1');
    const changed = withSettings(text, { PORT: '2' });
    expect(changed.match(/PORT/g)).toHaveLength(1);
    expect(settingsIn(changed)).toEqual({ ...settingsIn(text), PORT: '2' });
  });

  test('takes an empty value, and one that is commented out, for none', () => {
    expect(settingChanges('#PORT=1\nHOST=\n', { PORT: '1', HOST: '::1' })).toEqual([
      { name: 'PORT', before: undefined, after: '1' },
      { name: 'HOST', before: undefined, after: '::1' },
    ]);
  });

  test('changes nothing if everything is as it should be', () => {
    const text = 'PORT=1';
    expect(settingChanges(text, { PORT: '1' })).toEqual([]);
  });

  test('shows a secret by its length alone, before and after', () => {
    const change = { name: 'GOOGLE_CLIENT_SECRET', before: 'old-secret', after: 'the-new-secret' };
    expect(describeSettingChange(change)).toEqual([
      '- GOOGLE_CLIENT_SECRET=(secret, 10 characters)',
      '+ GOOGLE_CLIENT_SECRET=(secret, 14 characters)',
    ]);
  });
});
