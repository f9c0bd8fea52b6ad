export { openPlayClock } from './open-play-clock.ts';
export { DEMO_USERNAME, type OpenPlayground, openPlayground } from './open-playground.ts';
export type { PlaygroundDeps } from './playground.ts';
