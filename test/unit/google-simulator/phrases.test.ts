import { understand, type Wish } from '../../../simulators/google/playground/phrases.ts';
import type { SyncDevice } from '../../../simulators/google/schemas/sync-answer.ts';

const NAMES: Readonly<Record<string, readonly [name: string, ...nicknames: string[]]>> = {
  front: ['Front door', 'Main entrance'],
  back: ['Back door'],
  garage: ['Garage'],
  inn: ['Bed and breakfast'],
  kid: ['Kid’s room'],
  gate: ['Gate 12'],
  john: ["St. John's cellar"],
  east: ['Side door'],
  west: ['Side door'],
};
const DEVICES = Object.entries(NAMES).map(
  ([id, [name, ...nicknames]]): SyncDevice => ({
    ...{ id, type: 'action.devices.types.LOCK', traits: ['action.devices.traits.LockUnlock'] },
    ...{ name: { name, nicknames }, willReportState: true },
  }),
);
const ALL = Object.keys(NAMES);

const lock = (...deviceIds: string[]): Wish => ({ kind: 'lock', deviceIds });
const unlock = (...deviceIds: string[]): Wish => ({ kind: 'unlock', deviceIds });
const ask = (...deviceIds: string[]): Wish => ({ kind: 'ask', deviceIds });
const unknown = (name: string): Wish => ({ kind: 'unknown-device', name });
const several = (name: string): Wish => ({ kind: 'several-devices', name });
const NOTHING: Wish = { kind: 'not-understood' };

test.each<[sentence: string, wish: Wish]>([
  ['unlock the front door', unlock('front')],
  ['Hey Google, unlock the front door', unlock('front')],
  ['OK Google lock front door', lock('front')],
  ['Hey, Google, could you please lock the back door?', lock('back')],
  ['LOCK THE FRONT DOOR!', lock('front')],
  ['  lock   my  front door , please ', lock('front')],
  ['Lock the garage for me, thank you.', lock('garage')],
  ['Unlock the front door now', unlock('front')],
  ['open the garage', unlock('garage')],
  ['close the garage door', lock('garage')],
  ['shut the back door', lock('back')],
  ['lock up the garage', lock('garage')],
  ['unlock the main entrance', unlock('front')],
  ['lock the garage lock', lock('garage')],
  ['lock the front and back door', lock('front', 'back')],
  ['lock the front door and the back door', lock('front', 'back')],
  ['lock the front door, the back door, and the garage', lock('front', 'back', 'garage')],
  ['lock the front door and the front door', lock('front')],
  ['unlock the bed and breakfast', unlock('inn')],
  ["unlock the kid's room", unlock('kid')],
  ['lock the kid’s room', lock('kid')],
  ['lock gate 12', lock('gate')],
  ['lock gate １２', lock('gate')],
  ["lock St. John's cellar", lock('john')],
  ['lock all doors', lock(...ALL)],
  ['lock all of the doors', lock(...ALL)],
  ['please lock every door', lock(...ALL)],
  ['Lock everything.', lock(...ALL)],
  ['lock my doors', lock(...ALL)],
  ['lock up', lock(...ALL)],
  ['unlock all the locks', unlock(...ALL)],
  ['good night', lock('front', 'back')],
  ['Hey Google, goodnight!', lock('front', 'back')],
  ['is the front door locked?', ask('front')],
  ['Is my back door still open', ask('back')],
  ['are all the doors locked', ask(...ALL)],
  ['are the front door and the garage locked?', ask('front', 'garage')],
  ['did I lock the front door?', ask('front')],
  ['have I locked the garage', ask('garage')],
  ['what’s the status of the kid’s room?', ask('kid')],
  ['what is the state of gate 12', ask('gate')],
  ['make sure the front door is locked', lock('front')],
  ['lock the front and back doors', lock('front', 'back')],
  ['lock the frontdoor', lock('front')],
  ['lock up the house', lock(...ALL)],
  ['can you check if the front door is locked', ask('front')],
  ['is the front door locked or unlocked?', ask('front')],
  ['is the front door jammed', ask('front')],
  ['did you lock the back door?', ask('back')],
  ['status of the garage', ask('garage')],
  ['is anything unlocked?', ask(...ALL)],
  ['are any doors open', ask(...ALL)],
  ['unlock any door', unknown('any door')],
  ['unlock the cellar', unknown('the cellar')],
  ['lock the front door and the moon', unknown('the moon')],
  ['lock gate 13', unknown('gate 13')],
  ['unlock 48315926', unknown('48315926')],
  ['unlock the front door at ten', unknown('the front door at ten')],
  ['unlock the side door', several('the side door')],
  ['is the side door locked?', several('the side door')],
  ['', NOTHING],
  ['Hey Google', NOTHING],
  ['lock', NOTHING],
  ['unlock please', NOTHING],
  ['front door', NOTHING],
  ['don’t unlock the front door', NOTHING],
  ['turn on the light', NOTHING],
  ['what time is it?', NOTHING],
  ['is the front door', NOTHING],
  ['unlocking the front door', NOTHING],
])('“%s” is understood as it is meant', (sentence, wish) => {
  expect(understand(sentence, DEVICES)).toEqual(wish);
});

test('a sentence about all doors, or a routine, names what is missing where no door is linked', () => {
  expect(understand('lock all doors', [])).toEqual(unknown('all doors'));
  expect(understand('good night', [])).toEqual(unknown('Front door and Back door'));
  expect(understand('lock the front door', [])).toEqual(unknown('the front door'));
});
