import { client } from '../client.ts';
import { closeLittleServers, littleServer } from '../little-server.ts';

afterEach(closeLittleServers);

const PASSWORD = 'Correct horse é';

/** A client of a Sifely that signs everyone in. */
async function welcoming() {
  const server = await littleServer(({ path }) =>
    path.endsWith('/authorize')
      ? { body: { code: 'C' } }
      : { body: { access_token: 'a', refresh_token: 'r', expires_in: 7200 } },
  );
  return { ...client(server.baseUrl), server };
}

describe('the user name of a sign-in', () => {
  test.each([
    ['Anna@Example.com', 'anna@example.com'],
    ['  anna@example.com ', 'anna@example.com'],
    ['ａnna@example.com', 'anna@example.com'],
    ['(555) 010-0199', '5550100199'],
    ['555.010.0199', '5550100199'],
    ['５５５ 010 0199', '5550100199'],
    ['٥٥٥ ٠١٠ ٠١٩٩', '5550100199'],
    ['۵۵۵۰۱۰۰۱۹۹', '5550100199'],
  ])('%j identifies the user %j', async (username, user) => {
    const { access } = await welcoming();
    expect((await access.signIn(username, PASSWORD)).user).toBe(user);
    expect(access.userOf(username)).toBe(user);
  });

  test.each([
    [' ａnna.Lee-1@Example.com ', 'anna.Lee-1@Example.com'],
    ['(555) 010-0199', '5550100199'],
    ['prefix_Anna', 'prefix_Anna'],
  ])('%j is sent to Sifely as %j', async (username, sent) => {
    const { access, server } = await welcoming();
    await access.signIn(username, PASSWORD);
    expect(server.requests[0]).toMatchObject({ query: { username: sent } });
  });
});
