import { Client, initSync } from "./loggia_spa.js";
import { actions, bytes, nothing, reach, setup } from "./browser.js";

// The parameters that an answer adds to the redirect URI.
const ANSWER = /^(code|(session_)?state|iss|error(_description|_uri)?)(=|$)/;

// The address without the answer; what the app had in it stays as it is written.
const withoutAnswer = (href) => {
  const url = new URL(href);
  const pairs = url.search.slice(1).split("&");
  url.search = pairs.filter((pair) => !ANSWER.test(pair)).join("&");
  return url.href;
};

// The claims of a verified ID token.
const claims = (token) => token && JSON.parse(new TextDecoder().decode(bytes(token.split(".")[1])));

export class LoggiaError extends Error {
  name = "LoggiaError";

  constructor({ message, setup, ...rest }) {
    super(message);
    Object.assign(this, rest, setup);
  }
}

// The calls that take time, by the numbers of src/spa/lib.rs.
const SIGN_IN = 0;
const SIGN_UP = 1;
const SIGN_OUT = 2;
const REFRESH = 3;
const HANDLE_REDIRECT = 4;

// Actions come out of the wasm, and refusals are thrown, as URLSearchParams. A refusal says more than what the browser reported.
const read = Object.fromEntries;
const explain = (refusal, report) =>
  refusal instanceof URLSearchParams ? new LoggiaError({ ...report, ...read(refusal) }) : refusal;

// wasm-bindgen's own loader, which takes whatever it is given, would be 0.2 KB of the package.
const start = () => {
  const { href } = new URL("loggia_spa_bg.wasm", import.meta.url);
  let status;
  return reach(href, async () => {
    const response = await fetch(href);
    status = response.status;
    if (!response.ok) throw status;
    initSync({ module: await WebAssembly.compile(await response.arrayBuffer()) });
  }).catch((report) => {
    wasm = undefined;
    throw new LoggiaError({
      code: "temporarily_unavailable",
      message: "The sign-in library could not be loaded.",
      ...report,
      // What came is no wasm, or must not be compiled.
      ...(status < 500 && { setup }),
    });
  });
};

let wasm;
const load = () => (wasm ??= start());

export function createClient({ fetch: own, ...settings }) {
  const send = own ?? ((url, init) => fetch(url, init));
  const redeeming = new Map();
  let client;
  let refreshing;

  const call = async (work) => {
    await load();
    try {
      client ??= new Client(JSON.stringify(settings));
      return await work();
    } catch (refusal) {
      throw explain(refusal);
    }
  };

  const perform = async (flow) => {
    let report;
    try {
      for (let result = nothing; ; ) {
        const { action, ...rest } = read(flow.step(...result));
        if (action === "done") return rest;
        if (action === "leave") return location.assign(rest.url);
        // The network may be down, and WebCrypto is missing on a page that is neither https nor localhost.
        result = await actions[action](rest, send).catch((thrown) => ((report = thrown), nothing));
      }
    } catch (refusal) {
      throw explain(refusal, report);
    } finally {
      flow.free();
    }
  };

  const run = async (number, argument) => {
    const flow = client.flow(number, argument);
    return flow && (await perform(flow));
  };

  // For the calls that leave the page.
  const leave = (number, options = {}) => call(async () => void (await run(number, JSON.stringify(options))));

  const redeem = (url) =>
    call(async () => {
      let end = true;
      try {
        end = await run(HANDLE_REDIRECT, url);
        return end && { user: JSON.parse(end.result), returnTo: end.returnTo };
      } finally {
        // Before the promise settles, so that neither a reload nor a router sees the code again.
        if (end && location.href === url) history.replaceState(history.state, "", withoutAnswer(url));
      }
    });

  // What is to be refreshed is read before the turn comes: then it shows whether another tab was first.
  const refresh = async () => {
    const flow = client.flow(REFRESH, "");
    const name = `loggia:${settings.issuer}:${settings.clientId}`;
    return (await navigator.locks.request(name, () => perform(flow))).result;
  };

  return {
    signIn: (options) => leave(SIGN_IN, options),
    signUp: (options) => leave(SIGN_UP, options),
    signOut: (options) => leave(SIGN_OUT, options),

    handleRedirect(url = location.href) {
      if (!redeeming.has(url)) {
        redeeming.set(
          url,
          redeem(url).finally(() => redeeming.delete(url)),
        );
      }
      return redeeming.get(url);
    },

    accessToken: ({ minValidity } = {}) =>
      call(() => read(client.tokens(minValidity)).access ?? (refreshing ??= refresh().finally(() => (refreshing = undefined)))),

    user: () => call(() => claims(read(client.tokens()).id)),
  };
}
