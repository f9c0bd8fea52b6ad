import { DEMO_LOCKS } from '../../../simulators/sifely/index.ts';
import { World } from '../../support/world.ts';
import { signedIn } from './owner.ts';

const FRONT = DEMO_LOCKS.frontDoor;

let world: World;
beforeAll(async () => {
  world = await World.start();
  await world.link('alice', { pin: '0412' });
});
afterAll(() => world.close());

test.each([
  ['/account/pin', { pin: '1234' }, 'Save', 'pin'],
  ['/account/person-pin', { name: '', pin: '86420975' }, 'Save', 'name'],
  ['/account/person-pin', { name: 'Anna', pin: '1234' }, 'Save', 'pin'],
  ['/account/person-pin', { name: 'Anna', pin: '86420975', end: '2020-01-01T00:00' }, 'Save', 'end'],
  ['/account/person-pin', { name: 'Anna', pin: '86420975', from0: '09:00' }, 'Save', 'hours0'],
  [`/account/lock?id=${FRONT}`, { zone: 'Nowhere' }, 'Save', 'zone'],
  [`/account/lock?id=${FRONT}`, { nicknames: '!' }, 'Save', 'nicknames'],
  [`/account/lock?id=${FRONT}`, { from0: '09:00' }, 'Save', 'hours0'],
  [`/account/lock-test?id=${FRONT}`, { pin: '1111' }, 'Unlock', 'pin'],
  ['/account/guest-add', { name: '' }, 'Add a guest', 'name'],
  ['/account/alerts', { url: 'http://example.com/topic' }, 'Add your phone with ntfy', 'ntfy-url'],
  ['/account/alerts', { from: '22:00' }, 'Save', 'night-from'],
])(
  'the message about a wrong form at %s (%j) has the focus and leads to what is wrong',
  async (path, typed, button, id) => {
    const person = await signedIn(world);
    await person.open(path);
    await person.fill(typed).press(button);
    const { status, html } = person.page;
    expect([status >= 400 && status < 500, html.match(/ autofocus[ >]/g)]).toEqual([true, [' autofocus>']]);
    expect(html).toMatch(new RegExp(`id="problem" tabindex="-1" autofocus><a href="#${id}">`));
    expect(html).toContain(` id="${id}"`);
  },
);
