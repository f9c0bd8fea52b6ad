import {
  MAX_GATEWAY_LAG_MS,
  MAX_HEARD_LAG_MS,
  readGatewayTree,
  type TreeGateway,
  type TreeLock,
} from '../../../functions/guests/gateway-tree.ts';
import { UsageError } from '../../command.ts';
import type { Named } from '../../matching.ts';
import { CommandFailedError } from '../failures.ts';
import { chooseNamed, findNamed } from '../input/find.ts';
import type { OwnerCall } from '../owner-call.ts';
import type { Noun } from '../verb.ts';

const MINUTE_MS = 60_000;

/** How old the facts may be. */
const LAG_WORDS = `late by up to ${MAX_GATEWAY_LAG_MS / MINUTE_MS} minutes (online) and ${MAX_HEARD_LAG_MS / MINUTE_MS} minutes (locks)`;

const INCOMPLETE = 'Not all calls succeeded: something may be missing.';

/** `gateways`: which gateway hears which lock, and how well. */
export const gateways: Noun = {
  summary: 'lists gateways with the locks that they hear',
  verbs: {
    list: {
      summary: 'lists the gateways of the account, and the locks that none hears',
      details: `Sifely has no list of gateways: this asks for each lock and each gateway. It is ${LAG_WORDS}.`,
      examples: ['gateways list', 'gateways list --verbose'],
      async run(call) {
        const tree = await treeOf(call);
        if (call.isJson) {
          call.printResult(tree, '');
          return 0;
        }
        call.printItems(
          tree.gateways,
          [
            { name: 'ID', text: ({ gatewayId }) => gatewayId },
            { name: 'NAME', text: ({ name = '-' }) => name },
            { name: 'ONLINE', text: onlineWords },
            { name: 'LOCKS', text: ({ locks }) => locks.map(signalWords).join(', ') || '-' },
          ],
          { empty: 'No gateway hears a lock of the account.' },
        );
        for (const { name } of tree.unheard) call.say(`${name}: no gateway hears it.`);
        for (const { name } of tree.unchecked) call.say(`${name}: Sifely did not say who hears it.`);
        if (tree.gateways.length > 0) call.note(`Sifely sees gateways ${LAG_WORDS}.`);
        if (!tree.isComplete) call.note(INCOMPLETE);
        return 0;
      },
    },
    show: {
      summary: 'shows one gateway and the locks that it hears',
      words: [{ name: 'GATEWAY', help: 'a gateway, by its name, the beginning of its name, or its id' }],
      examples: ['gateways show hall', 'gateways show 7101'],
      async run(call) {
        const { gateways: found, isComplete } = await treeOf(call);
        const named = found.map((gateway) => ({ ...gateway, id: gateway.gatewayId }));
        const typed = call.optionalWord('GATEWAY');
        const { id, ...gateway } =
          typed === undefined
            ? await chooseNamed(call, named, 'gateway')
            : findInTree(named, typed, isComplete);
        call.printRecord({ ...gateway, isComplete }, [
          ['Name', gateway.name],
          ['Id', id],
          ['Model', gateway.model],
          ['Network', gateway.network],
          ['Online', onlineWords(gateway)],
          ...gateway.locks.map((lock) => ['Hears', signalWords(lock)] as const),
        ]);
        if (!call.isJson) {
          call.note(`Sifely sees gateways ${LAG_WORDS}.`);
          if (!isComplete) call.note(INCOMPLETE);
        }
        return 0;
      },
    },
  },
};

/** Returns the gateway that a text names. Throws `CommandFailedError` if there is none in a tree that was read in part, else `UsageError`. */
function findInTree<T extends Named>(items: readonly T[], typed: string, isComplete: boolean): T {
  try {
    return findNamed(items, typed, 'gateway');
  } catch (error) {
    if (isComplete || !(error instanceof UsageError)) throw error;
    throw new CommandFailedError(`${error.message} ${INCOMPLETE}`, { cause: error });
  }
}

async function treeOf(call: OwnerCall) {
  const account = call.account();
  return readGatewayTree(account.access.gateways, await account.listLocks());
}

function onlineWords({ isOnline }: TreeGateway): string {
  return isOnline === undefined ? 'unknown' : isOnline ? 'yes' : 'no';
}

function signalWords({ name, lockId, signal, strength }: TreeLock): string {
  return `${name ?? lockId} (${strength}${signal === undefined ? '' : `, ${signal} dBm`})`;
}
