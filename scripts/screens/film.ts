import type { Page } from 'playwright-core';
import type { Frame } from './picture.ts';

/** Frames of a moving picture are no closer, in ms. */
const STEP_MS = 80;

/** Films a page while something happens on it: one frame for each visible change. `restMs`: how long the last one is shown. */
export async function film(page: Page, restMs: number, happening: () => Promise<void>): Promise<Frame[]> {
  const painted: { readonly png: Buffer; readonly at: number }[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    painted.push({ png: Buffer.from(data, 'base64'), at: (metadata.timestamp ?? 0) * 1000 });
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => {});
  });
  await session.send('Page.startScreencast', { format: 'png' });
  await happening();
  await session.send('Page.stopScreencast');
  await session.detach();
  return spaced(painted, restMs);
}

/** Keeps the last picture of each step, and leaves out what looks like the one before. */
function spaced(painted: readonly { readonly png: Buffer; readonly at: number }[], restMs: number): Frame[] {
  const shown = painted.filter(({ png, at }, i) => {
    const next = painted[i + 1];
    const step = (ms: number) => Math.floor((ms - (painted[0]?.at ?? 0)) / STEP_MS);
    return next === undefined || (step(next.at) > step(at) && !next.png.equals(png));
  });
  return shown.map(({ png, at }, i) => {
    const next = shown[i + 1];
    return { png, ms: next === undefined ? restMs : Math.max(STEP_MS, Math.round(next.at - at)) };
  });
}
