import * as v from 'valibot';
import { KEY_STATUS } from '../world/ekey-rules.ts';
import type { EKey, World } from '../world/world.ts';
import type { ControlRoute } from './control-route.ts';

const change = v.strictObject({
  frozen: v.exactOptional(v.boolean()),
  remoteEnable: v.exactOptional(v.boolean()),
  startDate: v.exactOptional(v.number()),
  endDate: v.exactOptional(v.number()),
});

/** Changes of keys that other phones make. */
export const KEY_CONTROLS: readonly ControlRoute[] = [
  {
    method: 'GET',
    pattern: 'keys',
    help: 'every key, the owners’ own too',
    run: ({ cloud }) => cloud.world.keys,
  },
  {
    method: 'PATCH',
    pattern: 'keys/:keyId',
    help: 'change a key behind the API’s back: frozen, remoteEnable, startDate, endDate',
    example: '{"frozen": true}',
    run({ cloud, id, body }) {
      const { frozen, ...fields } = v.parse(change, body);
      const status =
        frozen === undefined ? {} : { keyStatus: frozen ? KEY_STATUS.frozen : KEY_STATUS.normal };
      Object.assign(keyOf(cloud.world, id), fields, status);
      cloud.save();
    },
  },
  {
    method: 'DELETE',
    pattern: 'keys/:keyId',
    help: 'delete a key behind the API’s back',
    run({ cloud, id }) {
      const key = keyOf(cloud.world, id);
      cloud.world.keys = cloud.world.keys.filter((each) => each !== key);
      cloud.save();
    },
  },
];

/** Returns a key that was shared; throws if there is none of this id. */
function keyOf(world: World, id: string): EKey {
  const key = world.keys.find(({ keyId, admin }) => String(keyId) === id && !admin);
  if (!key) throw new Error(`there is no shared key ${id}`);
  return key;
}
