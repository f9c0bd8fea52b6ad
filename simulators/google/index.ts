export type { CommandResult, CommandTurn } from './dialogue/command-turn.ts';
export { AnswerRefusedError, NotLinkedError, TryLaterError } from './failures.ts';
export { GoogleSimulator, type GoogleSimulatorOptions } from './google-simulator.ts';
export type { GoogleUser } from './google-user.ts';
export type { HomeGraphCall, HomeGraphMethod } from './home-graph/home-graph.ts';
export type { Page } from './linking/page.ts';
export { Person } from './linking/person.ts';
export type { SyncDevice } from './schemas/sync-answer.ts';
