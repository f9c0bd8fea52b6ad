import type { SimulatorOptions } from '../../simulators/sifely/index.ts';
import { CloudRun } from '../support/deployed/cloud-run.ts';
import { buildFunctions } from '../support/deployed/functions.ts';
import { playScenes } from '../support/deployed/play-scenes.ts';
import type { Said, Scene } from '../support/deployed/scene.ts';

/** `UNLOCK_SEND_MS`, with the way from the product to the simulator. */
const UNLOCK_SENT_BY_MS = 4000 + 200;
/** From the movement of a bolt to HomeGraph. */
const REPORTED_WITHIN_MS = 2000;

let bundle: ReturnType<typeof buildFunctions> | undefined;

afterAll(async () => (await bundle)?.remove());

async function start(sifely: SimulatorOptions): Promise<CloudRun> {
  bundle ??= buildFunctions();
  const { folder } = await bundle;
  return CloudRun.start({ folder, sifely });
}

/** Before each scene: from each answer on the instance stands still. */
async function revive(run: CloudRun): Promise<void> {
  await run.revive();
  run.atAnswer = 'freeze';
}

/** From now on the instance has a processor always. */
function goOn({ run }: Scene<CloudRun>): void {
  run.atAnswer = 'live';
  run.thaw();
}

/** Shows that the instance has not moved since the answer. */
function expectFrozen({ run }: Scene<CloudRun>): void {
  expect(run.isFrozen).toBe(true);
}

async function expectSentOnce(at: Scene<CloudRun>, { since }: Said): Promise<void> {
  await at.pause(8000, since);
  expect(at.sent('front')).toBe(1);
}

// The bundle as two processes on Firestore and Cloud Tasks (simulated), in real time.
describe('an instance that stands still from its answer on', () => {
  playScenes(
    { start, revive, atOnce: 4 },
    {
      async 'reports an unlock to HomeGraph within 2 s of the movement of the bolt'(at) {
        await at.link();
        const said = await at.say('unlock', 'front', { answer: 'SUCCESS' });
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        expectFrozen(at);
        await expectSentOnce(at, said);
        expect(at.known('front')).toBe(false);
      },

      async 'reports an unlock within 2 s of the movement although it is killed at its answer'(at) {
        await at.link();
        at.run.atAnswer = 'kill';
        const said = await at.say('unlock', 'front', { answer: 'SUCCESS' });
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        await expectSentOnce(at, said);
        expect(at.known('front')).toBe(false);
      },

      async 'reports and follows up an unlock that its gateway accepts after the answer PENDING'(at) {
        await at.link();
        at.operationsTake(2000);
        const said = await at.say('unlock', 'front', { answer: 'PENDING' });
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: false });
        expectFrozen(at);
        await expectSentOnce(at, said);
      },

      async 'has "lock the front door" carried out that waited for a busy gateway, reported and followed up'(
        at,
      ) {
        await at.link({ open: ['front'] });
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3000 });
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        expectFrozen(at);
        await expectSentOnce(at, said);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },

      async 'has a lock command carried out that waited although it is killed at its answer'(at) {
        await at.link({ open: ['front'] });
        at.run.atAnswer = 'kill';
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3000 });
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        await expectSentOnce(at, said);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },

      async 'has a lock command carried out that waited behind its own command at the same gateway'(at) {
        await at.link({ open: ['front', 'back'] });
        at.operationsTake(2500);
        const [back, front] = await Promise.all([
          at.say('lock', 'back', { answer: 'PENDING' }),
          at.say('lock', 'front', { answer: 'PENDING' }),
        ]);
        expect(await at.followUp(front)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        expect(await at.followUp(back)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        expectFrozen(at);
        expect([at.sent('front'), at.sent('back')]).toEqual([1, 1]);
        expect([at.known('front'), at.known('back')]).toEqual([true, true]);
      },

      async 'has an unlock sent that waited for a busy gateway, once, before its limit, and followed up'(at) {
        await at.link();
        const said = await at.say('unlock', 'front', { answer: 'PENDING', busyMs: 1800 });
        const { status } = await at.followUp(said);
        if (status === 'FAILURE') throw at.slow('the unlock was not sent');
        await at.reportedWithin(REPORTED_WITHIN_MS, 'front', said.since);
        expectFrozen(at);
        await expectSentOnce(at, said);
        expect(at.lastAttemptAfter('front', said)).toBeLessThan(UNLOCK_SENT_BY_MS);
        expect(at.known('front')).toBe(false);
      },

      async 'never has an unlock sent whose gateway stays busy, and follows up that it was busy'(at) {
        await at.link();
        const said = await at.say('unlock', 'front', { answer: 'PENDING', busyMs: 7000 });
        expect(await at.followUp(said)).toMatchObject({ status: 'FAILURE', errorCode: 'deviceBusy' });
        await at.pause(10_000, said.since);
        expect(at.sent('front')).toBe(0);
        expect(at.lastAttemptAfter('front', said)).toBeLessThan(UNLOCK_SENT_BY_MS);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },

      async 'sends no unlock late when it goes on later'(at) {
        await at.link();
        const said = await at.say('unlock', 'front', { answer: 'PENDING', busyMs: 5500 });
        await at.pause(5000, said.since);
        goOn(at);
        expect(await at.followUp(said)).toMatchObject({ status: 'FAILURE', errorCode: 'deviceBusy' });
        await at.pause(9000, said.since);
        expect(at.sent('front')).toBe(0);
        expect(at.lastAttemptAfter('front', said)).toBeLessThan(UNLOCK_SENT_BY_MS);
        expect(at.bolt('front')).toBe('locked');
      },

      async 'sends nothing twice when it goes on later, nor when the request comes again'(at) {
        await at.link({ open: ['front'] });
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3000 });
        await at.pause(2500, said.since);
        goOn(at);
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        const again = await at.turn('lock', 'front', said.requestId);
        expect(again.status).toBe('SUCCESS');
        await expectSentOnce(at, said);
        expect(at.bolt('front')).toBe('locked');
      },

      async 'leaves the gateways of its locks to be learned after linking'(at) {
        await at.link({ isHasty: true });
        await at.eventually('not all gateways were asked', () =>
          at.calls('/v3/gateway/listByLock') >= 3 ? true : undefined,
        );
        expectFrozen(at);
      },

      async 'leaves the state of a lock to be read that did not answer before the answer to QUERY'(at) {
        await at.link({ operationMs: 3500, isHasty: true });
        await at.eventually('no state at HomeGraph', () => at.known('garage'));
        expectFrozen(at);
      },
    },
  );
});
