export { openPlayClock } from './open-play-clock.ts';
export { type OpenPlayground, openPlayground } from './open-playground.ts';
export type { PlaygroundDeps } from './playground.ts';
