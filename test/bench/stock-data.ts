import type { LinkedHome } from './linked-homes.ts';
import { FIREBASE_PROJECT } from './settings.ts';

/** Stores the data of the stock way in Firestore: tokens, users and devices, each in a document of its own. */
export async function storeStockData(host: string, homes: Iterable<LinkedHome>): Promise<void> {
  const database = `projects/${FIREBASE_PROJECT}/databases/(default)`;
  const text = (value: string) => ({ stringValue: value });
  for (const { accountId, accessToken, sifelyToken, lockIds } of homes) {
    const documents = [
      { path: `tokens/${accessToken}`, fields: { userId: text(accountId) } },
      { path: `users/${accountId}`, fields: { sifelyToken: text(sifelyToken) } },
      ...lockIds.map((id) => ({ path: `devices/${id}`, fields: { isLocked: { booleanValue: true } } })),
    ];
    const writes = documents.map(({ path, fields }) => ({
      update: { name: `${database}/documents/${path}`, fields },
    }));
    const response = await fetch(`http://${host}/v1/${database}/documents:commit`, {
      method: 'POST',
      headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
      body: JSON.stringify({ writes }),
    });
    if (!response.ok) throw new Error(`the data of the stock way was not stored: ${await response.text()}`);
  }
}
