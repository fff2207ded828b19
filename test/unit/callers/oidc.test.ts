import { createPublicKey } from 'node:crypto';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Authenticators } from '../../../src/callers/authenticators.js';
import { type CallerSettings, parseCallerSettings } from '../../../src/callers/settings.js';
import { Tokens } from '../../../src/callers/tokens.js';
import type { Records } from '../../../src/store/records.js';
import { IdentityProvider } from '../../servers/identity-provider.js';
import { freshStore } from './records.js';

const now = Math.floor(Date.now() / 1000);
const claims = { groups: ['staff', 'cloud-readers'], realm: { roles: ['auditor'] }, accounts: ['111122223333'] };

let provider: IdentityProvider;
let records: Records;
let settings: CallerSettings;
const clock = { now: 0 };

beforeAll(async () => {
  provider = await IdentityProvider.start(claims);
  records = (await freshStore()).store.records();
});
afterAll(() => provider.stop());
beforeEach(async () => {
  await provider.rotate('first');
  clock.now = 1_000_000;
  settings = settingsOf([{ claim: 'groups', value: 'cloud-readers', role: 'read', accountsClaim: 'accounts' }]);
});
afterEach(() => vi.restoreAllMocks());

function settingsOf(rules: readonly object[], more: object = {}): CallerSettings {
  const issuer = { issuer: provider.issuer, audience: 'grantgraph', rules, ...more };
  return parseCallerSettings({ issuers: [issuer] });
}

const door = (given = settings) =>
  new Authenticators({ records, loopback: true, settings: given, keyTimes: { now: () => clock.now } });
const signed = (more: JWTPayload, header: { alg?: string; kid?: string } = {}) => provider.sign(more, header);

async function expectRefused(bearer: string, one = door()): Promise<void> {
  const error = await one.authenticate({ bearer }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'unauthenticated', message: 'no valid credential came with this request' });
  expect((error as Error).cause).toBeUndefined();
}

describe('a token of an identity provider', () => {
  it('lets in whom a rule names, with role and row scope of its claims', async () => {
    expect(await door().authenticate({ bearer: await provider.token() })).toEqual({
      by: 'oidc',
      credential: `${provider.issuer} nightly`,
      caller: { name: 'nightly', role: 'reader', accounts: new Set(['111122223333']), providers: null, tags: null },
    });
  });

  it('takes the first rule that fits, and none lets nobody in', async () => {
    const rules = [
      { claim: 'realm.roles', value: 'auditor', role: 'analyst', providers: ['aws'], tags: ['team=pay', 'env'] },
      { claim: 'groups', value: 'staff', role: 'admin' },
    ];
    const bearer = await signed({ preferred_username: 'ana@example.com' });
    expect((await door(settingsOf(rules)).authenticate({ bearer })).caller).toEqual({
      ...{ name: 'ana@example.com', role: 'analyst', accounts: null, providers: new Set(['aws']) },
      tags: [
        { key: 'team', value: 'pay' },
        { key: 'env', value: null },
      ],
    });
    expect((await door(settingsOf(rules.toReversed())).authenticate({ bearer })).caller.role).toBe('admin');
    await expectRefused(bearer, door(settingsOf([{ claim: 'groups', value: 'cloud', role: 'admin' }])));
    await expectRefused(bearer, door(settingsOf([{ claim: 'constructor', role: 'admin' }])));
    await expectRefused(bearer, door(settingsOf([])));
    const scopes = settingsOf([{ claim: 'scope', value: 'graph:read', role: 'read' }]);
    expect(
      (await door(scopes).authenticate({ bearer: await signed({ scope: 'openid graph:read' }) })).caller.role,
    ).toBe('reader');
    await expectRefused(await signed({ scope: 'openid graph:readwrite' }), door(scopes));
  });

  it('sees nothing where its accounts are to stand in a claim that it lacks', async () => {
    const { caller } = await door().authenticate({ bearer: await signed({ accounts: undefined }) });
    expect(caller.accounts).toEqual(new Set());
  });

  it('must be for this service, of this time, and whole', async () => {
    const bad: readonly JWTPayload[] = [
      { aud: 'another' },
      { aud: undefined },
      { iss: 'https://elsewhere.example' },
      { iss: `${provider.issuer}/` },
      { exp: now - 61 },
      { exp: undefined },
      { nbf: now + 90 },
      { sub: undefined },
      { sub: '' },
    ];
    for (const claim of bad) await expectRefused(await signed(claim));
    for (const claim of [{ exp: now - 30 }, { nbf: now + 30 }, { aud: ['x', 'grantgraph'] }])
      expect((await door().authenticate({ bearer: await signed(claim) })).by).toBe('oidc');
    await expectRefused(
      await signed({ exp: now - 30 }),
      door(
        settingsOf(
          settings.issuers[0]!.rules.map(() => ({ claim: 'groups', role: 'read' })),
          { clockSkewSeconds: 5 },
        ),
      ),
    );
    await expectRefused(await provider.token('urn:another'));
    const [head, body, signature] = (await signed({})).split('.');
    const other = JSON.parse(Buffer.from(body!, 'base64url').toString());
    const raised = Buffer.from(JSON.stringify({ ...other, groups: ['admins'] })).toString('base64url');
    await expectRefused([head, raised, signature].join('.'));
    await expectRefused([head, body, ''].join('.'));
    for (const text of ['', 'x', 'a.b', 'a.b.c', 'e30.e30.e30', `e30.${'A'.repeat(20_000)}.x`])
      await expectRefused(text);
  });

  it('is not taken without a signature, nor with one that everybody can make of the public key', async () => {
    const payload = { iss: provider.issuer, aud: 'grantgraph', sub: 'ana', exp: now + 600, ...claims };
    await expectRefused(new UnsecuredJWT(payload).encode());
    await expectRefused(
      `${Buffer.from('{"alg":"none","kid":"first"}').toString('base64url')}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`,
    );
    const key = provider.publicKey();
    const pem = createPublicKey({ key: key as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    for (const secret of [String(pem), String(pem).trim(), key.n!, JSON.stringify(key)])
      for (const alg of ['HS256', 'HS512'])
        await expectRefused(
          await new SignJWT(payload).setProtectedHeader({ alg, kid: 'first' }).sign(new TextEncoder().encode(secret)),
        );
  });

  it('is refused with a signature that the settings do not take', async () => {
    const rules = [{ claim: 'groups', role: 'read' }];
    await expectRefused(await signed({}), door(settingsOf(rules, { algorithms: ['ES256', 'PS256'] })));
    expect(
      (await door(settingsOf(rules, { algorithms: ['RS256'] })).authenticate({ bearer: await signed({}) })).by,
    ).toBe('oidc');
  });
});

describe('keys of an identity provider', () => {
  it('are asked for once, and again when a new one comes up', async () => {
    const one = door();
    const visits = provider.visits;
    const old = await signed({});
    await Promise.all(Array.from({ length: 20 }, () => one.authenticate({ bearer: old })));
    expect(provider.visits - visits, 'the configuration and the key set').toBe(2);
    await provider.rotate('second');
    clock.now += 31_000;
    expect((await one.authenticate({ bearer: await signed({}) })).by).toBe('oidc');
    expect(provider.visits - visits).toBe(4);
    await expectRefused(old, one);
  });

  it('are not asked for again and again for keys that nobody has', async () => {
    const one = door();
    await one.authenticate({ bearer: await signed({}) });
    const visits = provider.visits;
    clock.now += 31_000;
    for (let at = 0; at < 20; at++) await expectRefused(await signed({}, { kid: `invented-${at}` }), one);
    expect(provider.visits - visits).toBe(2);
  });

  it('are never asked for at an issuer that the settings do not name', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    await expectRefused(await signed({ iss: 'http://127.0.0.1:1' }));
    await expectRefused(await signed({ iss: 'https://elsewhere.example' }));
    expect(fetched).not.toHaveBeenCalled();
  });

  it('stay for a day where the provider is down, and are new again soon after', async () => {
    const one = door();
    const bearer = await signed({});
    await one.authenticate({ bearer });
    provider.answer(500);
    clock.now += 11 * 60_000;
    expect((await one.authenticate({ bearer })).by).toBe('oidc');
    clock.now += 24 * 3_600_000;
    await expect(one.authenticate({ bearer })).rejects.toMatchObject({ code: 'identity-provider-unreachable' });
    await provider.rotate('third');
    clock.now += 5001;
    expect((await one.authenticate({ bearer: await signed({}) })).by).toBe('oidc');
  });

  it('that cannot be had are one error, and are not asked for at every request', async () => {
    const one = door();
    const bearer = await signed({});
    const visits = provider.visits;
    provider.answer(503);
    for (let at = 0; at < 10; at++)
      await expect(one.authenticate({ bearer })).rejects.toMatchObject({
        code: 'identity-provider-unreachable',
        message: `no keys from the identity provider \`${provider.issuer}\``,
      });
    expect(provider.visits - visits).toBe(1);
  });

  it.each([
    ['another issuer', 200, '{"issuer":"https://elsewhere.example","jwks_uri":"https://elsewhere.example/jwks"}', {}],
    ['no JSON', 200, '<html>', {}],
    ['a redirection', 302, '', { location: 'http://127.0.0.1:1/' }],
    ['too much', 200, `{"issuer":"${'x'.repeat(2_000_000)}"}`, {}],
  ])('are not taken from %s', async (_what, status, body, headers) => {
    const bearer = await signed({});
    provider.answer(status, body, headers as Record<string, string>);
    await expect(door().authenticate({ bearer })).rejects.toMatchObject({ code: 'identity-provider-unreachable' });
  });

  it('are not taken from an address without encryption', async () => {
    const bearer = await signed({});
    provider.answer(200, JSON.stringify({ issuer: provider.issuer, jwks_uri: 'http://elsewhere.example/jwks' }));
    const error = await door()
      .authenticate({ bearer })
      .catch((thrown: Error) => thrown);
    expect((error as Error & { cause: Error }).cause.message).toBe('the key set has no https address');
  });
});

describe('a client certificate', () => {
  const fingerprint = 'ab'.repeat(32);
  const given = parseCallerSettings({
    certificates: [
      { name: 'scanner', subject: 'scanner.example', role: 'read', accounts: ['111122223333'] },
      { name: 'robot', fingerprint: fingerprint.toUpperCase().replace(/(..)(?!$)/g, '$1:'), role: 'admin' },
    ],
  });

  it('stands for whom the settings say, by fingerprint before subject', async () => {
    const one = door(given);
    const by = (subject: string, print: string) => one.authenticate({ certificate: { subject, fingerprint: print } });
    expect(await by('scanner.example', fingerprint)).toEqual({
      by: 'certificate',
      credential: `sha256:${fingerprint}`,
      caller: { name: 'robot', role: 'admin', accounts: null, providers: null, tags: null },
    });
    expect((await by('scanner.example', 'cd'.repeat(32))).caller).toMatchObject({
      name: 'scanner',
      accounts: new Set(['111122223333']),
    });
    await expect(by('Scanner.example', 'cd'.repeat(32))).rejects.toMatchObject({ code: 'unauthenticated' });
    // Who shows a token stands by it.
    await expect(
      one.authenticate({ bearer: 'gg_x', certificate: { subject: 'scanner.example', fingerprint } }),
    ).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('or an issuer in the settings closes the door of the local administrator', async () => {
    await expect(door(given).authenticate({})).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(door(settings).authenticate({})).rejects.toMatchObject({ code: 'unauthenticated' });
    expect((await door(parseCallerSettings({})).authenticate({})).by).toBe('loopback');
    expect([await door(given).any(), await door(parseCallerSettings({})).any()]).toEqual([true, false]);
  });
});

it('our own tokens go beside those of a provider', async () => {
  const { records: own } = { records: (await freshStore()).store.records() };
  const { token } = await new Tokens(own).create({ name: 'x', role: 'admin', by: 'local' });
  const one = new Authenticators({ records: own, loopback: false, settings });
  expect((await one.authenticate({ bearer: token })).by).toBe('token');
  expect((await one.authenticate({ bearer: await provider.token() })).by).toBe('oidc');
});

describe('settings of callers', () => {
  const issuer = { issuer: 'https://id.example', audience: 'x', rules: [] };
  it.each([
    [[], '', 'an object is needed'],
    [{ issuer: [] }, '', 'no setting is called `issuer`; there are issuers, certificates'],
    [
      { issuers: [{ ...issuer, issuer: 'http://id.example' }] },
      '/issuers/0/issuer',
      'an issuer is an https URL, or an http one of this machine',
    ],
    [{ issuers: [{ ...issuer, audience: [] }] }, '/issuers/0/audience', 'at least one is needed'],
    [{ issuers: [{ ...issuer, audience: undefined }] }, '/issuers/0/audience', 'a list is needed'],
    [
      { issuers: [{ ...issuer, clockSkewSeconds: 3600 }] },
      '/issuers/0/clockSkewSeconds',
      'a number of seconds up to 300 is needed',
    ],
    [
      { issuers: [{ ...issuer, rules: [{ claim: 'a', role: 'root' }] }] },
      '/issuers/0/rules/0/role',
      'a role is one of read, analyst, admin',
    ],
    [
      { issuers: [{ ...issuer, rules: [{ claim: 'a', role: 'read', account: ['1'] }] }] },
      '/issuers/0/rules/0',
      'no setting is called `account`; there are claim, value, accountsClaim, role, accounts, providers, tags',
    ],
    [
      { certificates: [{ name: 'x', role: 'read' }] },
      '/certificates/0',
      'a certificate is known by its fingerprint or by its subject: give one',
    ],
    [
      { certificates: [{ name: 'x', role: 'read', fingerprint: 'ab' }] },
      '/certificates/0/fingerprint',
      'a fingerprint is a SHA-256: 64 hexadecimal digits',
    ],
  ])('%j is refused', (json, path, message) => {
    expect(() => parseCallerSettings(json, 'callers.json')).toThrow(
      expect.objectContaining({ code: 'invalid-settings', message, place: { file: 'callers.json', path } }),
    );
  });

  it.each(['none', 'HS256', 'HS384', 'dir'])('the algorithm %s is refused', (name) => {
    expect(() => parseCallerSettings({ issuers: [{ ...issuer, algorithms: ['RS256', name] }] })).toThrow(
      `\`${name}\` is not taken; one of `,
    );
  });
});
