import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes credentials into a folder, and returns their file. Their tokens come from `address`: workload identity federation. */
export function writeWorkloadIdentity(folder: string, address: string): string {
  const subject = join(folder, 'subject');
  writeFileSync(subject, 'a subject token');
  const file = join(folder, 'credentials.json');
  const content = {
    type: 'external_account',
    audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${address}/token`,
    credential_source: { file: subject },
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}
