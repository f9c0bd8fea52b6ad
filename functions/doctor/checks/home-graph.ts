import type { Config } from '../../config/config.ts';
import type { HomeGraphQueryResult } from '../../reporting/home-graph.ts';
import type { OutsideDeps } from '../deps.ts';
import { type Check, ok, problem, type Result, warning } from '../finding.ts';

/** No account has this id: accounts have random ones. */
const NO_ACCOUNT = 'doctor-asks-for-no-account';

/** A call of the HomeGraph API that changes nothing: Google must answer that it does not know the account. */
export const homeGraph: Check<OutsideDeps> = {
  name: 'home-graph',
  run: async ({ homeGraph: client, config }) => [judge(await client.query(NO_ACCOUNT, ['1']), config.google)],
};

/** The beginning of the detail of a failure before the call itself. */
const NO_TOKEN = /^no access token: /;

function judge(
  { outcome, status, reason, detail = '' }: HomeGraphQueryResult,
  { projectId: project, credentialsFile }: Config['google'],
): Result {
  const of = project === undefined ? '' : ` of the project ${project}`;
  switch (outcome) {
    case 'ok':
    case 'not-found':
      return ok('Google takes calls of the HomeGraph API.');
    case 'forbidden':
      if (reason === 'SERVICE_DISABLED' || /has not been used|is disabled/i.test(detail)) {
        return problem(
          `The HomeGraph API${of} is not enabled: Google refuses every report, and tiles show old states.`,
          `Enable it, and wait some minutes: gcloud services enable homegraph.googleapis.com${project === undefined ? '' : ` --project ${project}`}, or https://console.cloud.google.com/apis/library/homegraph.googleapis.com`,
        );
      }
      if (status === undefined || NO_TOKEN.test(detail)) {
        if (credentialsFile === undefined) {
          return problem(
            'There are no credentials for Google: no state can be reported.',
            'Set GOOGLE_APPLICATION_CREDENTIALS (see credentials above).',
          );
        }
        const why = detail.slice(0, 200).replace(NO_TOKEN, '');
        return problem(
          `Google gives no access token for these credentials (${why}).`,
          'Is the service account still there, and the clock of this machine correct? If need be, make a new key.',
        );
      }
      return problem(
        `Google does not let these credentials call the HomeGraph API (${status}${reason === undefined ? '' : ` ${reason}`}).`,
        `Use a service account${of === '' ? ' of the project of the Home integration' : of}, in which the HomeGraph API is enabled. After a change it takes minutes.`,
      );
    case 'quota':
    case 'put-off':
      return warning(
        'The quota of the HomeGraph API is used up.',
        'It passes within a minute. If it does not, ask Google for more.',
      );
    case 'refused':
      return warning(
        `Google answered doctor's question with an error (${status}).`,
        'Google lets the credentials call; run doctor again, and please report it if it stays.',
      );
    case 'unavailable':
      return problem(
        `The HomeGraph API does not answer (${status ?? detail.slice(0, 200)}).`,
        'Is this machine connected to the internet, and may it reach homegraph.googleapis.com?',
      );
  }
}
