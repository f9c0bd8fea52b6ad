import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/ar.ts';
import { texts as alerts } from './alerts/ar.ts';
import { texts as common } from './common/ar.ts';
import { texts as consent } from './consent/ar.ts';
import { texts as data } from './data/ar.ts';
import { texts as errors } from './errors/ar.ts';
import { texts as failures } from './failures/ar.ts';
import { texts as front } from './front/ar.ts';
import { texts as guests } from './guests/ar.ts';
import { texts as health } from './health/ar.ts';
import { texts as legal } from './legal/ar.ts';
import { texts as lockSettings } from './lock-settings/ar.ts';
import { texts as locks } from './locks/ar.ts';
import { texts as overview } from './overview/ar.ts';
import { texts as personPins } from './person-pins/ar.ts';
import { texts as pins } from './pins/ar.ts';
import { texts as signIn } from './sign-in/ar.ts';

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
