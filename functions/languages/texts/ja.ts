import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/ja.ts';
import { texts as alerts } from './alerts/ja.ts';
import { texts as common } from './common/ja.ts';
import { texts as consent } from './consent/ja.ts';
import { texts as data } from './data/ja.ts';
import { texts as errors } from './errors/ja.ts';
import { texts as failures } from './failures/ja.ts';
import { texts as front } from './front/ja.ts';
import { texts as guests } from './guests/ja.ts';
import { texts as health } from './health/ja.ts';
import { texts as legal } from './legal/ja.ts';
import { texts as lockSettings } from './lock-settings/ja.ts';
import { texts as locks } from './locks/ja.ts';
import { texts as overview } from './overview/ja.ts';
import { texts as personPins } from './person-pins/ja.ts';
import { texts as pins } from './pins/ja.ts';
import { texts as signIn } from './sign-in/ja.ts';

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
