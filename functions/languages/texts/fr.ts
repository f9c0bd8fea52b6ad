import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/fr.ts';
import { texts as alerts } from './alerts/fr.ts';
import { texts as common } from './common/fr.ts';
import { texts as consent } from './consent/fr.ts';
import { texts as data } from './data/fr.ts';
import { texts as errors } from './errors/fr.ts';
import { texts as failures } from './failures/fr.ts';
import { texts as front } from './front/fr.ts';
import { texts as guests } from './guests/fr.ts';
import { texts as health } from './health/fr.ts';
import { texts as legal } from './legal/fr.ts';
import { texts as lockSettings } from './lock-settings/fr.ts';
import { texts as locks } from './locks/fr.ts';
import { texts as overview } from './overview/fr.ts';
import { texts as personPins } from './person-pins/fr.ts';
import { texts as pins } from './pins/fr.ts';
import { texts as signIn } from './sign-in/fr.ts';

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
