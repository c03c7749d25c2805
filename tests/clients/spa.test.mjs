// The packed npm package in a JavaScript engine: what it makes of answers and tokens, by the engine's own JSON, base64 and forms.
// The unit tests of src/spa run the same rules natively.

import assert from "node:assert/strict";
import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { before, describe, it } from "node:test";

const PACKAGE = new URL("../../target/npm/package/", import.meta.url);
const ISSUER = "https://id.example/eu-central-1_Ab1";
const CLIENT = "client-1";
const ACCESS = "access-1";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const JWK = { ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" };
const HEADER = '{"alg":"RS256","kid":"k1"}';
const AT_HASH = createHash("sha256").update(ACCESS).digest().subarray(0, 16).toString("base64url");

/** What a browser has and Node has not. */
function page() {
  const stored = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  };
  globalThis.location = { href: "https://app.example/", assign: (url) => (location.left = url) };
  globalThis.history = { state: null, replaceState: (_, title, url) => (location.replaced = url) };
  globalThis.addEventListener = globalThis.removeEventListener = () => {};
  const fetched = globalThis.fetch;
  globalThis.fetch = async (url, init) =>
    String(url).startsWith("file:")
      ? new Response(await readFile(new URL(url)), { headers: { "content-type": "application/wasm" } })
      : fetched(url, init);
  return stored;
}

const part = (bytes) => Buffer.from(bytes).toString("base64url");

function signed(header, payload) {
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(privateKey, "base64url")}`;
}

let createClient;
let stored;

/** Signs in with the ID token that `token` makes of the nonce: the user, or the error. */
async function signIn(token, { answer = {}, keys = JSON.stringify({ keys: [JWK] }), store = "memory", date } = {}) {
  const answers = {
    [`${ISSUER}/.well-known/openid-configuration`]: () =>
      JSON.stringify({
        issuer: ISSUER,
        authorization_endpoint: "https://id.example/oauth2/authorize",
        token_endpoint: "https://id.example/oauth2/token",
        jwks_uri: `${ISSUER}/jwks`,
      }),
    [`${ISSUER}/jwks`]: () => keys,
    "https://id.example/oauth2/token": () =>
      typeof answer === "string"
        ? answer
        : JSON.stringify({ token_type: "Bearer", expires_in: 300, access_token: ACCESS, id_token: token(nonce), ...answer }),
  };
  const client = createClient({
    issuer: ISSUER,
    clientId: CLIENT,
    redirectUri: "https://app.example/cb",
    store,
    fetch: async (url) => new Response(answers[url](), { headers: date && { date } }),
  });
  await client.signIn({ returnTo: "/notes?a=b&c=é#d", extra: { identity_provider: "Google" } });
  const left = new URL(location.left).searchParams;
  const nonce = left.get("nonce");
  const state = left.get("state");
  try {
    const done = await client.handleRedirect(`https://app.example/cb?code=c&state=${state}&iss=${encodeURIComponent(ISSUER)}`);
    return { ...done, left, client };
  } catch (error) {
    assert.equal(error.name, "LoggiaError", `${error}`);
    return { error, left, client };
  }
}

const now = () => Math.floor(Date.now() / 1000);

/** Good claims, with `more` members after them. */
const claims = (nonce, more = "") =>
  `{"iss":"${ISSUER}","aud":"${CLIENT}","sub":"s-1","iat":${now() - 5},"exp":${now() + 3600},"token_use":"id","nonce":"${nonce}","at_hash":"${AT_HASH}"${more && ","}${more}}`;

/** Good claims with the member `name` written as `value`, or left out. */
function claimsWith(nonce, name, value) {
  const members = {
    iss: `"${ISSUER}"`,
    aud: `"${CLIENT}"`,
    sub: '"s-1"',
    iat: `${now() - 5}`,
    exp: `${now() + 3600}`,
    nonce: `"${nonce}"`,
  };
  delete members[name];
  const list = Object.entries(members).map(([key, value]) => `"${key}":${value}`);
  return `{${[...list, ...(value === undefined ? [] : [`"${name}":${value}`])].join(",")}}`;
}

async function check(name, good, token, more) {
  const { user, error } = await signIn(token, more);
  assert.equal(user !== undefined, good, `${name}: ${error?.description ?? "it was accepted"}`);
  if (!good) assert.equal(error.code, "invalid_id_token", name);
}

describe("the packed npm package", () => {
  before(async () => {
    stored = page();
    ({ createClient } = await import(new URL("index.js", PACKAGE)));
  });

  it("signs in and gives back what the app passed", async () => {
    for (const store of ["memory", "session"]) {
      const token = (nonce) => signed(HEADER, claims(nonce, '"name":"Zoë 😀","n2":"\\ud83d\\ude00"'));
      const { user, returnTo, left, client, error } = await signIn(token, { store, answer: { refresh_token: "r&1=+%" } });
      assert.equal(error, undefined);
      assert.equal(user.name, "Zoë 😀");
      assert.equal(user.n2, "😀");
      assert.equal(returnTo, "/notes?a=b&c=é#d");
      assert.equal(left.get("identity_provider"), "Google");
      assert.match(left.get("code_challenge"), /^[A-Za-z0-9_-]{43}$/);
      assert.equal(await client.accessToken(), ACCESS);
      assert.deepEqual(await client.user(), user);
      assert.equal(stored.size, store === "session" ? 1 : 0);
    }
  });

  it("reads headers strictly", async () => {
    for (const [header, good] of [
      ['{"kid":"k1","alg":"RS256","typ":"JWT"}', true],
      ['{"kid":"k1","alg":"RS256","typ":null}', true],
      ['{"kid":"k1","alg":"RS256","typ":7}', false],
      ['{"kid":"k1","alg":"RS256","cty":[]}', false],
      ['{"kid":"k1","alg":"RS256","x":{"y":[1,2.5,"\\u00e9"]}}', true],
      [' {"kid" : "k1",\r\n\t"alg":"RS256" } ', true],
      ['{"kid":"\\u006b1","alg":"RS\\u0032\\u0035\\u0036"}', true],
      ['{"alg":"RS256","kid":"k1","crit":["b64"],"b64":false}', false],
      ['{"alg":"RS256","kid":"k1","crit":null}', false],
      ['{"alg":"RS256"}', false],
      ['{"alg":"RS256","kid":null}', false],
      ['{"alg":"RS256","kid":1}', false],
      ['{"alg":"RS256","kid":"K1"}', false],
      ['{"alg":"RS256","kid":"k1","kid":"k1"}', false],
      ['{"alg":"RS256","alg":"RS256","kid":"k1"}', false],
      ['{"alg":"RS256","\\u0061lg":"RS256","kid":"k1"}', false],
      ['{"alg":"RS256","kid":"k1","x":{"alg":"none","kid":"k2"}}', true],
      ['{"alg":"RS256","kid":"k1","x":"\\"alg\\":\\\\","y":1}', true],
      ['{"alg":"none","kid":"k1"}', false],
      ['{"alg":"HS256","kid":"k1"}', false],
      ['{"alg":["RS256"],"kid":"k1"}', false],
      ["[]", false],
      ['"RS256"', false],
      ["", false],
      ["{", false],
      ['{"alg":"RS256","kid":"k1",}', false],
      ['\ufeff{"alg":"RS256","kid":"k1"}', false],
    ]) {
      await check(`header ${header}`, good, (nonce) => signed(header, claims(nonce)));
    }
    const broken = Buffer.from('{"alg":"RS256","kid":"k1","x":"\xff"}', "latin1");
    await check("header is not UTF-8", false, (nonce) => signed(broken, claims(nonce)));
  });

  it("accepts one text of a token only", async () => {
    const last = (token) => token.at(-1);
    const next = (letter) => String.fromCharCode(letter.charCodeAt(0) + 1);
    for (const [name, change, good] of [
      ["unchanged", (token) => token, true],
      ["padded", (token) => `${token}==`, false],
      ["truncated", (token) => token.slice(0, -4), false],
      ["longer", (token) => `${token}AAAA`, false],
      ["line end after", (token) => `${token}\n`, false],
      ["space inside", (token) => token.replace(".", " ."), false],
      ["standard alphabet", (token) => token.replace(/[-_]/g, "+"), false],
      ["not canonical", (token) => token.slice(0, -1) + next(last(token)), false],
      ["fourth part", (token) => `${token}.AAAA`, false],
      ["no signature", (token) => token.replace(/[^.]*$/, ""), false],
      ["nothing", () => ".", false],
      ["é", () => "é.é.é", false],
    ]) {
      await check(name, good, (nonce) => change(signed(HEADER, claims(nonce))));
    }
  });

  it("checks every claim", async () => {
    const text = JSON.stringify;
    for (const [name, value, good] of [
      ["exp", undefined, false],
      ["exp", () => now() - 30, true],
      ["exp", () => now() - 70, false],
      ["exp", () => `${now() + 10}e0`, true],
      ["exp", () => "1e400", false],
      ["exp", () => "1e15", true],
      ["exp", () => "18446744073709551616", false],
      ["exp", () => "1e300", false],
      ["exp", () => "-1", false],
      ["exp", () => "-0.5", false],
      ["exp", () => text(`${now() + 100}`), false],
      ["exp", () => "null", false],
      ["exp", () => "true", false],
      ["exp", () => "[]", false],
      ["nbf", () => now() + 30, true],
      ["nbf", () => now() + 90, false],
      ["nbf", () => `${now()}.25`, true],
      ["nbf", () => "-0", true],
      ["nbf", () => "null", false],
      ["nbf", () => "{}", false],
      ["iat", undefined, false],
      ["iat", () => text(`${now()}`), false],
      ["iat", () => `${now() - 5}.25`, true],
      ["iat", () => now() + 90, false],
      ["iss", undefined, false],
      ["iss", () => text(`${ISSUER}/`), false],
      ["iss", () => text(ISSUER).replaceAll("/", "\\/"), true],
      ["iss", () => text([ISSUER]), false],
      ["aud", undefined, false],
      ["aud", () => text("client-2"), false],
      ["aud", () => text([CLIENT]), true],
      ["aud", () => text([]), false],
      ["aud", () => text([CLIENT, 1]), false],
      ["aud", () => text([CLIENT, "api"]), false],
      ["aud", () => `${text([CLIENT, "api"])},"azp":"${CLIENT}"`, true],
      ["aud", () => `${text([CLIENT, "api"])},"azp":"api"`, false],
      ["aud", () => "{}", false],
      ["sub", undefined, false],
      ["sub", () => "7", false],
      ["sub", () => text("é"), true],
      ["nonce", undefined, false],
      ["nonce", () => text("other"), false],
      ["token_use", () => text("access"), false],
      ["at_hash", () => text("other"), false],
      ["toString", undefined, true],
    ]) {
      await check(`${name} ${value?.()}`, good, (nonce) => signed(HEADER, claimsWith(nonce, name, value?.())));
    }
  });

  it("refuses a claim that stands there twice, and claims that are no JSON object", async () => {
    for (const [more, good] of [
      [`"iss":"${ISSUER}"`, false],
      [`"aud":"${CLIENT}"`, false],
      ['"exp":9999999999', false],
      ['"iat":1', false],
      ['"email":"a","email":"b"', true],
      ['"address":{"sub":"x"}', true],
      [`"n":${"[".repeat(126)}${"]".repeat(126)}`, true],
      [`"n":${"[".repeat(127)}${"]".repeat(127)}`, false],
      [`"n":${"[".repeat(100000)}${"]".repeat(100000)}`, false],
      ['"n":01', false],
      ['"n":NaN', false],
      ['"n":1,', false],
      ['"name":"a\u0001"', false],
    ]) {
      await check(more, good, (nonce) => signed(HEADER, claims(nonce, more)));
    }
    for (const payload of ["[]", '"a"', "null", "", "{}", "true", "7"]) {
      await check(payload, false, () => signed(HEADER, payload));
    }
    const broken = (nonce) => Buffer.from(claims(nonce, '"name":"\xff"'), "latin1");
    await check("claims are not UTF-8", false, (nonce) => signed(HEADER, broken(nonce)));
  });

  it("asks for a key that it does not know, and refuses one that it may not use", async () => {
    const token = (nonce) => signed(HEADER, claims(nonce));
    for (const [key, code] of [
      [{ ...JWK, kid: "k2" }, "invalid_id_token"],
      [{ ...JWK, use: "enc" }, "invalid_id_token"],
      [{ ...JWK, kty: "EC" }, "invalid_id_token"],
      [{ ...JWK, kid: 7 }, "discovery_failed"],
    ]) {
      const { error } = await signIn(token, { keys: JSON.stringify({ keys: [key] }) });
      assert.equal(error?.code, code, JSON.stringify(key));
    }
    for (const keys of ["{}", "[]", '{"keys":[1]}', "<html>", JSON.stringify({ keys: [JWK] }).replace('"kid"', '"kid":"k1","kid"')]) {
      const { error } = await signIn(token, { keys });
      assert.equal(error?.code, "discovery_failed", keys);
    }
  });

  it("takes the answer out of the address, and nothing of the app's", async () => {
    const client = createClient({ issuer: ISSUER, clientId: CLIENT, redirectUri: "https://app.example/" });
    for (const [url, expect] of [
      ["https://app.example/?code=c&state=s", "https://app.example/"],
      ["https://app.example/?a=1&code=c&b=%20&state=s&iss=i&codes=2#top", "https://app.example/?a=1&b=%20&codes=2#top"],
      ["https://app.example/?error=e&error_description=d&error_uri=u&state=s#/r?code=x", "https://app.example/#/r?code=x"],
      ["https://app.example/?session_state=a&code=c&state=s#", "https://app.example/#"],
    ]) {
      Object.assign(location, { href: url, replaced: undefined });
      await assert.rejects(client.handleRedirect(), { name: "LoggiaError" }, url);
      assert.equal(location.replaced, expect);
    }
    for (const url of [
      "https://app.example/",
      "https://app.example/#",
      "https://app.example/?code=SPRING",
      "https://app.example/?state=CA&iss=7",
      "https://app.example/?error=404",
      "https://app.example/?code=&state=s",
      // What another provider of the app's answers, at another address.
      "https://app.example/calendar?code=c&state=s&iss=https%3A%2F%2Fother.example",
    ]) {
      Object.assign(location, { href: url, replaced: undefined });
      assert.equal(await client.handleRedirect(), undefined, url);
      assert.equal(location.replaced, undefined, url);
    }
  });

  it("counts by the server's clock where it may read it", async () => {
    const device = Date.now;
    try {
      for (const ahead of [-90_000, 90_000, -86_400_000]) {
        const issued = claims("NONCE");
        Date.now = () => device() + ahead;
        const token = (nonce) => signed(HEADER, issued.replace("NONCE", nonce));
        const { user, error } = await signIn(token, { date: new Date(device()).toUTCString() });
        assert.ok(user, `${ahead}: ${error?.description}`);
        const blind = await signIn(token);
        assert.equal(blind.user !== undefined, ahead > 0, `${ahead} without a Date`);
        Date.now = device;
      }
    } finally {
      Date.now = device;
    }
  });

  it("says why it could not be loaded", async () => {
    const fetched = globalThis.fetch;
    const offline = () => Promise.reject(new TypeError("Failed to fetch"));
    try {
      for (const [name, answer, code, cause] of [
        ["missing", () => new Response("", { status: 404 }), "setup_failed", /: 404$/],
        ["page", () => new Response("<!doctype html>"), "setup_failed", /: CompileError: .*magic/],
        ["busy", () => new Response("", { status: 503 }), "temporarily_unavailable", /: 503$/],
        ["offline", offline, "temporarily_unavailable", /: TypeError: Failed to fetch$/],
      ]) {
        globalThis.fetch = async () => answer();
        const fresh = await import(new URL(`index.js?${name}`, PACKAGE));
        const client = fresh.createClient({ issuer: ISSUER, clientId: CLIENT, redirectUri: "https://app.example/cb" });
        await assert.rejects(client.user(), (error) => {
          assert.equal(error.code, code, name);
          assert.ok(error.description.startsWith(`${new URL("loggia_spa_bg.wasm", PACKAGE)}: `), error.description);
          assert.match(error.description, cause);
          assert.ok(error.cause !== undefined && error.message);
          return true;
        });
        globalThis.fetch = fetched;
        assert.equal(await client.user(), undefined, "the next call tries again");
      }
    } finally {
      globalThis.fetch = fetched;
    }
  });

  it("says which address does not answer, and what is wrong with an issuer", async () => {
    const document = { issuer: ISSUER, authorization_endpoint: "https://id.example/a" };
    const fetch = async (url) => {
      if (url.startsWith("https://down.example")) throw new TypeError("Failed to fetch");
      const there = url === `${ISSUER}/.well-known/openid-configuration`;
      return new Response(JSON.stringify(document), { status: there ? 200 : 404 });
    };
    for (const [issuer, code, description] of [
      [`${ISSUER}/`, "discovery_failed", `issuer must be ${ISSUER}`],
      ["https://id.example", "discovery_failed", "https://id.example/.well-known/openid-configuration is not there. Does"],
      [`${ISSUER}/.well-known/openid-configuration`, "discovery_failed", `${ISSUER}/.well-known/openid-configuration/.well-known/`],
      ["id.example/eu-central-1_Ab1", "invalid_options", "issuer must begin with https:"],
      ["https://down.example/p", "temporarily_unavailable", "https://down.example/p/.well-known/openid-configuration: TypeError"],
    ]) {
      const client = createClient({ issuer, clientId: CLIENT, redirectUri: "https://app.example/cb", fetch });
      await assert.rejects(client.signIn(), (error) => {
        assert.equal(error.code, code, issuer);
        assert.ok(error.description.startsWith(description), error.description);
        return true;
      });
    }
  });

  it("refuses what is no token response", async () => {
    for (const answer of [
      "",
      "[]",
      { token_type: "DPoP" },
      { access_token: undefined },
      { expires_in: "300" },
      { expires_in: -1 },
      { expires_in: 300.5 },
      { id_token: {} },
      `{"access_token":"a","access_token":"b","token_type":"Bearer","expires_in":300}`,
    ]) {
      const { error } = await signIn(() => "", { answer });
      assert.equal(error?.code, "token_refused", JSON.stringify(answer));
    }
  });
});
