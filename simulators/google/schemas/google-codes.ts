/**
 * The error codes that a lock may answer with, in QUERY, EXECUTE and follow-ups.
 * Source: /cloud-to-cloud/intents/errors-exceptions on developers.home.google.com, without the codes that are marked as legacy
 * there: Assistant has no sentence for those. `challengeFailedNotSetup` is missing on that page but understood by the Home app.
 */
export const ERROR_CODES: ReadonlySet<string> = new Set([
  'deviceOffline',
  'offline',
  'deviceNotFound',
  'deviceNotReady',
  'deviceBusy',
  'deviceTurnedOff',
  'turnedOff',
  'deviceJammingDetected',
  'deviceStuck',
  'lockFailure',
  'unlockFailure',
  'alreadyLocked',
  'alreadyUnlocked',
  'alreadyInState',
  'remoteSetDisabled',
  'directResponseOnlyUnreachable',
  'securityRestriction',
  'challengeNeeded',
  'challengeFailedNotSetup',
  'pinIncorrect',
  'passphraseIncorrect',
  'tooManyFailedAttempts',
  'userCancelled',
  'authFailure',
  'authExpired',
  'relinkRequired',
  'deviceDoorOpen',
  'deviceTampered',
  'obstructionDetected',
  'lowBattery',
  'deadBattery',
  'faultyBattery',
  'inSoftwareUpdate',
  'needsSoftwareUpdate',
  'hardwareFailure',
  'deviceNeedsRepair',
  'deviceAlertNeedsAssistance',
  'networkJammingDetected',
  'deviceMoved',
  'deviceOpen',
  'isBypassed',
  'notSupported',
  'functionNotSupported',
  'actionNotAvailable',
  'transientError',
  'hardError',
]);

/** Values of `exceptionCode`, beside a success. Source: /cloud-to-cloud/intents/errors-exceptions. */
export const EXCEPTION_CODES: ReadonlySet<string> = new Set([
  'lowBattery',
  'deadBattery',
  'faultyBattery',
  'deviceTampered',
  'deviceMoved',
  'deviceOpen',
  'isBypassed',
  'hardwareFailure',
  'deviceNeedsRepair',
  'inSoftwareUpdate',
  'needsSoftwareUpdate',
  'networkJammingDetected',
]);

/** The types of a requested second verification. Source: /cloud-to-cloud/enhancements/secondary-user-verification. */
export const CHALLENGE_TYPES = ['ackNeeded', 'pinNeeded', 'challengeFailedPinNeeded'] as const;

/** Device types that this simulator knows, with the traits each must have. Source: the guides of the four types. */
export const DEVICE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'action.devices.types.LOCK': ['action.devices.traits.LockUnlock'],
  'action.devices.types.DOOR': ['action.devices.traits.OpenClose'],
  'action.devices.types.GARAGE': ['action.devices.traits.OpenClose'],
  'action.devices.types.GATE': ['action.devices.traits.OpenClose'],
};
