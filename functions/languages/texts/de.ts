import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/de.ts';
import { texts as alerts } from './alerts/de.ts';
import { texts as common } from './common/de.ts';
import { texts as consent } from './consent/de.ts';
import { texts as data } from './data/de.ts';
import { texts as errors } from './errors/de.ts';
import { texts as failures } from './failures/de.ts';
import { texts as front } from './front/de.ts';
import { texts as guests } from './guests/de.ts';
import { texts as health } from './health/de.ts';
import { texts as legal } from './legal/de.ts';
import { texts as lockSettings } from './lock-settings/de.ts';
import { texts as locks } from './locks/de.ts';
import { texts as overview } from './overview/de.ts';
import { texts as personPins } from './person-pins/de.ts';
import { texts as pins } from './pins/de.ts';
import { texts as signIn } from './sign-in/de.ts';

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
} satisfies Catalogue;
