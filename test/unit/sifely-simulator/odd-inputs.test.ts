import { ENDPOINTS } from '../../../simulators/sifely/endpoints/index.ts';
import { frontDoor, simulators } from './raw-client.ts';
import { ttlockClient } from './ttlock-client.ts';

const start = simulators();

/** What a call needs, so that an odd value of one parameter is what decides. */
const USUAL: Readonly<Record<string, string | number>> = {
  ...{ lockId: frontDoor, gatewayId: 7101, keyId: 20_007, keyboardPwdId: 20_001, cardId: 20_003 },
  ...{ fingerprintId: 20_004, pageNo: 1, pageSize: 20, orderBy: 0, searchStr: 'a', groupId: 1, uid: 1 },
  ...{ startDate: 0, endDate: 0, keyboardPwd: '582914', newKeyboardPwd: '693025', keyboardPwdType: 3 },
  ...{
    addType: 1,
    changeType: 1,
    deleteType: 1,
    type: 2,
    value: 1,
    seconds: 30,
    passageMode: 1,
    isAllDay: 1,
  },
  ...{ weekDays: '[1]', cyclicConfig: '[{"weekDay": 1, "startTime": 1, "endTime": 2}]', autoUnlock: 1 },
  ...{ cardNumber: '12', cardType: 1, receiverUsername: 'empty@example.com', keyName: 'k', keyType: 4 },
  ...{ startDay: 1, endDay: 2, keyRight: 1, remoteEnable: 1, createUser: 1, lockAlias: 'x', recordType: 4 },
};
const ODD = ['', '-1', '1.5', '9007199254740993', '[[[', 'ä\u0000'];

/** Calls with a credential; the others, and the one that replaces it, have tests of their own. */
const CALLS = ENDPOINTS.filter(
  ({ access, path }) => access === 'account' && path !== '/client/roll-token',
).map(({ path, method, profiles }) => ({ path, method, isTtlock: profiles?.includes('ttlock') ?? false }));

test.each(CALLS)(
  '$path takes or refuses odd values, and never fails itself',
  async ({ path, method, isTtlock }) => {
    const { simulator, clock, demo } = await start({ profiles: ['oauth', 'api-key', 'ttlock'] });
    const ttlock = await ttlockClient(simulator, clock);
    const failed: unknown[] = [];
    for (const name of Object.keys(USUAL)) {
      const answers = ODD.map(async (odd) => {
        const fields = { ...USUAL, [name]: odd };
        const { status, text } = await (isTtlock
          ? ttlock.post(path, fields)
          : demo.send(method, path, fields));
        const isMissing = status === 500 && text.includes('Required request parameter');
        return { name, odd, status, text, isRight: status === 200 || status === 400 || isMissing };
      });
      failed.push(...(await Promise.all(answers)).filter(({ isRight }) => !isRight));
    }
    expect(failed).toEqual([]);
  },
);
