import { playScenes } from '../support/deployed/play-scenes.ts';
import { ServerPair } from '../support/deployed/server-pair.ts';

/** `UNLOCK_SEND_MS`, with the way from the product to the simulator. */
const UNLOCK_SENT_BY_MS = 4000 + 200;

// In real time, on SQLite. The second server looks once a second if the first one has written.
describe('a self-hosted server whose neighbour on the same store stops at its answer', () => {
  playScenes(
    { start: (sifely) => ServerPair.start(sifely), atOnce: 2 },
    {
      async 'carries out a lock command that waited there, once, though the other goes on later'(at) {
        await at.link({ open: ['front', 'garage'] });
        at.run.failOverAtAnswer('SIGSTOP');
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3500 });
        await at.turn('lock', 'garage');
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        at.run.goOn();
        await at.pause(3000);
        expect(at.sent('front')).toBe(1);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },

      async 'never sends an unlock late that waited there, nor does the other when it goes on'(at) {
        await at.link({ open: ['garage'] });
        at.run.failOverAtAnswer('SIGSTOP');
        const said = await at.say('unlock', 'front', { answer: 'PENDING', busyMs: 6500 });
        await at.turn('lock', 'garage');
        expect(await at.followUp(said)).toMatchObject({ status: 'FAILURE', errorCode: 'deviceBusy' });
        await at.pause(7000, said.since);
        at.run.goOn();
        await at.pause(3000);
        expect(at.sent('front')).toBe(0);
        expect(at.lastAttemptAfter('front', said)).toBeLessThan(UNLOCK_SENT_BY_MS);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },

      async 'carries out a lock command that waited there within seconds, without a job of its own'(at) {
        await at.link({ open: ['front'] });
        at.run.failOverAtAnswer('SIGKILL');
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3500 });
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        expect(at.sent('front')).toBe(1);
        expect(at.bolt('front')).toBe('locked');
      },

      async 'carries out a lock command that waited in a server that was killed'(at) {
        await at.link({ open: ['front', 'garage'] });
        at.run.failOverAtAnswer('SIGKILL');
        const said = await at.say('lock', 'front', { answer: 'PENDING', busyMs: 3500 });
        await at.turn('lock', 'garage');
        expect(await at.followUp(said)).toMatchObject({ status: 'SUCCESS', isLocked: true });
        expect(at.sent('front')).toBe(1);
        expect([at.bolt('front'), at.known('front')]).toEqual(['locked', true]);
      },
    },
  );
});
