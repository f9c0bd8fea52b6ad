import { CloudFailureError, type FailureReason } from '../../../functions/locks/cloud-failure-error.ts';
import type {
  CloudLock,
  CloudSignIn,
  CredentialStore,
  LockCloud,
  LockCloudProvider,
  Operability,
  WebhookContent,
} from '../../../functions/locks/lock-cloud.ts';

/** A lock as the cloud lists it. */
export function lockOf(lockId: string, name: string, operability: Operability = 'operable'): CloudLock {
  return {
    lockId,
    name,
    connection: operability === 'no-gateway' ? 'none' : 'gateway',
    operability,
    owned: true,
  };
}

/** An in-process lock cloud with a few accounts, behind the port that linking uses. */
export class CloudStandIn implements LockCloudProvider {
  readonly profile = 'oauth';
  readonly passwords = new Map([
    ['ada@example.com', 'correct horse'],
    ['bob@example.com', 'battery staple'],
  ]);
  readonly locks = new Map<string, CloudLock[]>([
    [
      'ada@example.com',
      [lockOf('11', 'Front door'), lockOf('12', 'Shed', 'no-gateway'), lockOf('13', 'Garage')],
    ],
    ['bob@example.com', [lockOf('21', 'Flat')]],
  ]);
  signIns = 0;
  lists = 0;
  signInFailure: FailureReason | undefined;
  listFailure: FailureReason | undefined;
  /** Awaited before a list is returned. */
  beforeList: ((signal: AbortSignal | undefined) => Promise<void>) | undefined;

  userOf(username: string): string {
    const name = username.trim().toLowerCase();
    return name.includes('@') ? name : name.replace(/[\s().-]/g, '');
  }

  async signIn(username: string, password: string): Promise<CloudSignIn> {
    this.signIns++;
    if (this.signInFailure) throw failure(this.signInFailure);
    const user = this.userOf(username);
    if (this.passwords.get(user) !== password) throw failure('sign-in-refused');
    return { user, credentials: { accessToken: `cloud-token-of-${user}` } };
  }

  planOf(): undefined {
    return undefined;
  }

  parseWebhook(): WebhookContent {
    return { kind: 'unknown', events: [], hints: [] };
  }

  onCall(): void {}

  open(credentialStore: CredentialStore): LockCloud {
    const token = String(credentialStore.credentials['accessToken']);
    const user = token.replace('cloud-token-of-', '');
    const unused = () => Promise.reject(failure('rejected'));
    return {
      list: async ({ signal } = {}) => {
        this.lists++;
        await this.beforeList?.(signal);
        if (this.listFailure) throw failure(this.listFailure);
        return this.locks.get(user) ?? [];
      },
      openState: unused,
      operate: unused,
      records: unused,
      detail: unused,
      gateways: unused,
      gatewayOnline: unused,

      aheadMs: () => undefined,
    };
  }
}

/** Creates a failure of the cloud. */
export function failure(reason: FailureReason): CloudFailureError {
  return new CloudFailureError(`the cloud said ${reason}`, {
    reason,
    executed: 'no',
  });
}
