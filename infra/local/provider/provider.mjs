// A provider of single sign-on on this machine: node-oidc-provider, a certified one, with two pages of our own in front.
// Everybody may sign in, by any name and any password: `ida.holm` is Ida Holm, ida.holm@nordlys.example. She works in the
// kitchen there, as everybody does who has no other department behind a plus sign: `ida.holm+Butik Aarhus`.
//
//     node provider.mjs PORT REDIRECT_URI [entra]
//
// `entra`: it says nothing of whether it has verified an e-mail, and its keys name no algorithm, as Microsoft Entra does.
// It ends with its standard input.

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, redirectUri, manner] = process.argv.slice(2);
const isLikeEntra = manner === 'entra';
const issuer = `http://127.0.0.1:${port}`;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' };

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

// A claim beyond the standard ones has an address for a name, so that it is nobody else's.
const DEPARTMENT = 'https://nordlys.example/department';

const claimsOf = (typed) => {
  const [login, department = 'Køkken'] = typed.split('+');
  const [first, ...rest] = login.split('@')[0].split('.');
  const [given, family] = [capital(first), rest.map(capital).join(' ') || 'Holm'];
  const verified = isLikeEntra ? {} : { email_verified: true };
  return {
    sub: `at-the-provider-${login}`,
    given_name: given,
    family_name: family,
    name: `${given} ${family}`,
    email: login.includes('@') ? login : `${login}@nordlys.example`,
    preferred_username: login,
    [DEPARTMENT]: department,
    ...verified,
  };
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'rollcall',
      client_secret: process.env.CLIENT_SECRET,
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  claims: {
    openid: ['sub'],
    email: ['email', 'email_verified'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username', DEPARTMENT],
  },
  cookies: { keys: [randomBytes(16).toString('hex')] },
  jwks: { keys: [key] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { Session: 3600, Grant: 3600, Interaction: 3600, AccessToken: 300, IdToken: 300 },
  findAccount: (_, id) => ({ accountId: id, claims: () => claimsOf(id.replace('at-the-provider-', '')) }),
  // Nobody is asked what Rollcall may know of them: their organisation has decided that.
  loadExistingGrant: async (ctx) => {
    const grant = new provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});

const page = `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A provider on this machine</title>
    <link rel="icon" href="data:,">
  </head>
  <body>
    <h1>Sign in at the provider</h1>
    <form method="post">
      <p><label>Name, such as ida.holm <input name="login" autocomplete="username" autofocus></label></p>
      <p><label>Any password <input name="password" type="password" autocomplete="current-password"></label></p>
      <p><button name="do" value="enter">Sign in</button> <button name="do" value="cancel">Cancel</button></p>
    </form>
  </body>
</html>`;

const read = async (request) => {
  let body = '';
  for await (const part of request) body += part;
  return new URLSearchParams(body);
};

const interact = async (request, response) => {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page);
    return;
  }
  const form = await read(request);
  const login = (form.get('login') ?? '').trim().toLowerCase();
  const result =
    form.get('do') === 'cancel' || !login
      ? { error: 'access_denied', error_description: 'cancelled' }
      : { login: { accountId: `at-the-provider-${login}` } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

const callback = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith('/interaction/')) {
    interact(request, response).catch((error) => {
      response.statusCode = 400;
      response.end(String(error));
    });
  } else if (isLikeEntra && request.url === '/jwks') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig' }] }));
  } else {
    callback(request, response);
  }
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
