import type { RequestListener, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../functions/clock.ts';
import type { Jobs } from '../../functions/jobs/jobs.ts';
import type {
  CallOptions,
  KeyRoller,
  LockCloud,
  LockCloudProvider,
} from '../../functions/locks/lock-cloud.ts';
import type { Store } from '../../functions/store/store.ts';

/** In real milliseconds. */
const LEAVES_AFTER_MS = 5;

/**
 * An instance of Cloud Run: it has a processor from a request until the last answer has left. Calls to the outside that are under way
 * then bring no result, and new ones do not begin, until the next request comes.
 */
export class StopsAtAnswers {
  #requests = 0;
  #running = Promise.withResolvers<void>();
  #isThawedForGood = false;

  /** Returns the listener, with the instance stopped between requests. */
  listener(serve: RequestListener): RequestListener {
    return (request, response) => {
      this.#requests++;
      this.#running.resolve();
      this.#atEnd(response, () => {
        if (--this.#requests === 0 && !this.#isThawedForGood) this.#running = Promise.withResolvers();
      });
      serve(request, response);
    };
  }

  /** Gives the instance its processor back, whatever it serves. */
  thaw(): void {
    this.#isThawedForGood = true;
    this.#running.resolve();
  }

  clock(clock: Clock): Clock {
    return { now: () => clock.now(), delay: this.#afterwards((ms, signal) => clock.delay(ms, signal)) };
  }

  jobs(jobs: Jobs): Jobs {
    return { enqueue: this.#async((job, options) => jobs.enqueue(job, options)) };
  }

  store(store: Store): Store {
    return {
      get: this.#async((keys) => store.get(keys)),
      create: this.#async((key, data, times) => store.create(key, data, times)),
      replace: this.#async((key, revision, data, options) => store.replace(key, revision, data, options)),
      delete: this.#async((key, revision) => store.delete(key, revision)),
      due: this.#async((collection, query) => store.due(collection, query)),
      dueKeys: this.#async((collection, query) => store.dueKeys(collection, query)),
      claimDue: this.#async((collection, query, dueAgainAt) => store.claimDue(collection, query, dueAgainAt)),
      postpone: this.#async((key, revision, dueAt) => store.postpone(key, revision, dueAt)),
      dueShards: (collection) => store.dueShards(collection),
      list: this.#async((collection, query) => store.list(collection, query)),
      flushed: this.#async(() => store.flushed()),
      close: () => store.close(),
    };
  }

  cloud(cloud: LockCloudProvider & KeyRoller): LockCloudProvider & KeyRoller {
    return {
      profile: cloud.profile,
      userOf: (username) => cloud.userOf(username),
      planOf: (credentials) => cloud.planOf(credentials),
      parseWebhook: (body, receivedAt) => cloud.parseWebhook(body, receivedAt),
      onCall: (listener) => cloud.onCall(listener),
      signIn: this.#async((username, password, call) => cloud.signIn(username, password, call)),
      hasKey: (credentials) => cloud.hasKey(credentials),
      rollKey: this.#async((credentialStore, call) => cloud.rollKey(credentialStore, call)),
      open: (credentialStore) => this.#opened(cloud.open(credentialStore)),
    };
  }

  #opened(opened: LockCloud): LockCloud {
    const gated = <Options extends CallOptions>(call: Options | undefined): Options | undefined => {
      const inLane = call?.inLane;
      if (call === undefined || inLane === undefined) return call;
      return { ...call, inLane: (exchange) => inLane(() => this.#running.promise.then(exchange)) };
    };
    return {
      list: this.#async((call) => opened.list(call)),
      openState: this.#async((lockId, call) => opened.openState(lockId, gated(call))),
      operate: this.#async((lockId, action, call) => opened.operate(lockId, action, gated(call))),
      records: this.#async((lockId, since, call) => opened.records(lockId, since, call)),
      detail: this.#async((lockId, call) => opened.detail(lockId, call)),
      gateways: this.#async((lockId, call) => opened.gateways(lockId, call)),
      gatewayOnline: this.#async((gatewayId, call) => opened.gatewayOnline(gatewayId, call)),
      aheadMs: () => opened.aheadMs(),
    };
  }

  /** Neither the call, which takes a moment to leave, nor its result passes while the instance stands still. */
  #async<Args extends unknown[], T>(call: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
    return async (...args) => {
      await setTimeout(LEAVES_AFTER_MS);
      await this.#running.promise;
      return this.#afterwards(call)(...args);
    };
  }

  /** The result does not pass while the instance stands still. */
  #afterwards<Args extends unknown[], T>(call: (...args: Args) => Promise<T>): (...args: Args) => Promise<T> {
    return async (...args) => {
      try {
        return await call(...args);
      } finally {
        await this.#running.promise;
      }
    };
  }

  /** At the answer itself: what runs after `end` in the same turn is after it. */
  #atEnd(response: ServerResponse, ended: () => void): void {
    let over = false;
    const once = () => {
      if (!over) ended();
      over = true;
    };
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    Object.assign(response, {
      end: (...args: unknown[]) => {
        end(...args);
        once();
        return response;
      },
    });
    response.once('close', once);
  }
}
