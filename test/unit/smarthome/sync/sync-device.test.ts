import type { ListedLock } from '../../../../functions/locks/account-state.ts';
import { syncDevices } from '../../../../functions/smarthome/sync/sync-device.ts';

const lock = (lockId: string, listed: Partial<ListedLock>) => ({
  lockId,
  listed: { name: `Lock ${lockId}`, connection: 'gateway', operability: 'operable', ...listed } as ListedLock,
  details: { shared: true },
  battery: undefined,
});
const rooms = (...groups: (string | undefined)[]) =>
  syncDevices(
    groups.map((groupName, index) => lock(String(index), groupName === undefined ? {} : { groupName })),
  ).map(({ roomHint }) => roomHint);

test('a group is a room', () => {
  expect(rooms('Entrance', 'Garage', undefined)).toEqual(['Entrance', 'Garage', undefined]);
});

test('a group that contains all locks is the home, and no room', () => {
  expect(rooms('Lake house', 'Lake house')).toEqual([undefined, undefined]);
});

test('a group whose name is no room is no room', () => {
  expect(rooms('Home', 'My home', 'Default group', '🏠', 'Hall')).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    'Hall',
  ]);
});

test('devices are in the order of their ids, as numbers of any length', () => {
  const ids = ['10', '9', '12345678901234567890', '12345678901234567889'];
  expect(syncDevices(ids.map((id) => lock(id, {}))).map(({ id }) => id)).toEqual([
    '9',
    '10',
    '12345678901234567889',
    '12345678901234567890',
  ]);
});

test('the address of a lock is no part of its model', () => {
  const [device] = syncDevices([lock('1', { modelName: 'M102_ed8e8d' })]);
  expect(device?.deviceInfo).toEqual({ manufacturer: 'Sifely', model: 'M102' });
});

test('a device has the known facts of its lock, and nothing else', () => {
  const [device] = syncDevices([
    { ...lock('1', {}), details: { shared: true, model: 'X', hardwareVersion: '1', firmwareVersion: '2' } },
  ]);
  expect(device?.deviceInfo).toEqual({ manufacturer: 'Sifely', model: 'X', hwVersion: '1', swVersion: '2' });
});
