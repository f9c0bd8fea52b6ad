import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/es.ts';
import { texts as alerts } from './alerts/es.ts';
import { texts as common } from './common/es.ts';
import { texts as consent } from './consent/es.ts';
import { texts as data } from './data/es.ts';
import { texts as errors } from './errors/es.ts';
import { texts as failures } from './failures/es.ts';
import { texts as front } from './front/es.ts';
import { texts as guests } from './guests/es.ts';
import { texts as health } from './health/es.ts';
import { texts as legal } from './legal/es.ts';
import { texts as lockSettings } from './lock-settings/es.ts';
import { texts as locks } from './locks/es.ts';
import { texts as overview } from './overview/es.ts';
import { texts as personPins } from './person-pins/es.ts';
import { texts as pins } from './pins/es.ts';
import { texts as signIn } from './sign-in/es.ts';

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
