import type { LockState } from './world.ts';

/** Facts and settings of a lock that a test or a person changes at once; omitted ones stay. */
export type LockChanges = Partial<
  Pick<
    LockState,
    | 'name'
    | 'battery'
    | 'clockOffsetMs'
    | 'utcOffsetMinutes'
    | 'autoLockSeconds'
    | 'passageMode'
    | 'hasGateway'
    | 'gatewayIds'
    | 'signal'
    | 'wifi'
    | 'online'
    | 'frozen'
    | 'asleep'
    | 'withoutNetwork'
    | 'passcodeCapacity'
    | 'cardCapacity'
    | 'passcodeVersion'
    | 'bolt'
    | 'shown'
  >
> & { readonly features?: Partial<LockState['features']> };
