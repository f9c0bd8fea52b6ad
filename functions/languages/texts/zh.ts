import type { Catalogue } from '../message-types.ts';
import { texts as activity } from './activity/zh.ts';
import { texts as alerts } from './alerts/zh.ts';
import { texts as common } from './common/zh.ts';
import { texts as consent } from './consent/zh.ts';
import { texts as data } from './data/zh.ts';
import { texts as errors } from './errors/zh.ts';
import { texts as failures } from './failures/zh.ts';
import { texts as front } from './front/zh.ts';
import { texts as guests } from './guests/zh.ts';
import { texts as health } from './health/zh.ts';
import { texts as legal } from './legal/zh.ts';
import { texts as lockSettings } from './lock-settings/zh.ts';
import { texts as locks } from './locks/zh.ts';
import { texts as overview } from './overview/zh.ts';
import { texts as personPins } from './person-pins/zh.ts';
import { texts as pins } from './pins/zh.ts';
import { texts as signIn } from './sign-in/zh.ts';

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
