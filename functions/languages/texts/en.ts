import { texts as activity } from './activity/en.ts';
import { texts as alerts } from './alerts/en.ts';
import { texts as common } from './common/en.ts';
import { texts as consent } from './consent/en.ts';
import { texts as data } from './data/en.ts';
import { texts as errors } from './errors/en.ts';
import { texts as failures } from './failures/en.ts';
import { texts as front } from './front/en.ts';
import { texts as guests } from './guests/en.ts';
import { texts as health } from './health/en.ts';
import { texts as legal } from './legal/en.ts';
import { texts as lockSettings } from './lock-settings/en.ts';
import { texts as locks } from './locks/en.ts';
import { texts as overview } from './overview/en.ts';
import { texts as personPins } from './person-pins/en.ts';
import { texts as pins } from './pins/en.ts';
import { texts as signIn } from './sign-in/en.ts';

/** The texts in English, by folder. */
export const catalogue = {
  activity,
  alerts,
  common,
  consent,
  data,
  errors,
  failures,
  front,
  guests,
  health,
  legal,
  'lock-settings': lockSettings,
  locks,
  overview,
  'person-pins': personPins,
  pins,
  'sign-in': signIn,
} as const;
