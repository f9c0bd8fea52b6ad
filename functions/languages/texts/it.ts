import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/it.ts';
import { texts as alerts } from './alerts/it.ts';
import { texts as common } from './common/it.ts';
import { texts as consent } from './consent/it.ts';
import { texts as data } from './data/it.ts';
import { texts as errors } from './errors/it.ts';
import { texts as failures } from './failures/it.ts';
import { texts as front } from './front/it.ts';
import { texts as guests } from './guests/it.ts';
import { texts as health } from './health/it.ts';
import { texts as legal } from './legal/it.ts';
import { texts as lockSettings } from './lock-settings/it.ts';
import { texts as locks } from './locks/it.ts';
import { texts as overview } from './overview/it.ts';
import { texts as personPins } from './person-pins/it.ts';
import { texts as pins } from './pins/it.ts';
import { texts as signIn } from './sign-in/it.ts';

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
