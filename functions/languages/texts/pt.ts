import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/pt.ts';
import { texts as alerts } from './alerts/pt.ts';
import { texts as common } from './common/pt.ts';
import { texts as consent } from './consent/pt.ts';
import { texts as data } from './data/pt.ts';
import { texts as errors } from './errors/pt.ts';
import { texts as failures } from './failures/pt.ts';
import { texts as front } from './front/pt.ts';
import { texts as guests } from './guests/pt.ts';
import { texts as health } from './health/pt.ts';
import { texts as legal } from './legal/pt.ts';
import { texts as lockSettings } from './lock-settings/pt.ts';
import { texts as locks } from './locks/pt.ts';
import { texts as overview } from './overview/pt.ts';
import { texts as personPins } from './person-pins/pt.ts';
import { texts as pins } from './pins/pt.ts';
import { texts as signIn } from './sign-in/pt.ts';

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
