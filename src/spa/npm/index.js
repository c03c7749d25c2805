import { Client, initSync, withoutAnswer } from "./loggia_spa.js";
import { actions, nothing } from "./browser.js";

export class LoggiaError extends Error {
  name = "LoggiaError";

  constructor({ code, message, ...rest }) {
    super(message);
    Object.assign(this, { code, ...rest });
  }
}

// wasm-bindgen's own loader, which takes whatever it is given, would be 0.2 KB of the package.
const start = async () => {
  const response = await fetch(new URL("loggia_spa_bg.wasm", import.meta.url));
  initSync({ module: await WebAssembly.compile(await response.arrayBuffer()) });
};

let wasm;
const load = () =>
  (wasm ??= start().catch((cause) => {
    wasm = undefined;
    throw new LoggiaError({
      code: "temporarily_unavailable",
      message: "The sign-in library could not be loaded. Please reload the page.",
      cause,
    });
  }));

// Actions come out of the wasm, and refusals are thrown, as URLSearchParams.
const read = Object.fromEntries;

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
      throw refusal instanceof URLSearchParams ? new LoggiaError(read(refusal)) : refusal;
    }
  };

  const perform = async (flow) => {
    try {
      for (let result = nothing; ; ) {
        const { action, ...rest } = read(flow.step(...result));
        if (action === "done") return rest;
        if (action === "leave") return location.assign(rest.url);
        // The network may be down, and WebCrypto is missing on a page that is neither https nor localhost.
        result = await actions[action](rest, send).catch(() => nothing);
      }
    } finally {
      flow.free();
    }
  };

  const run = async (name, argument) => {
    const flow = client.flow(name, argument);
    return flow && (await perform(flow));
  };

  // For the calls that leave the page.
  const leave = (name, options = {}) => call(async () => void (await run(name, JSON.stringify(options))));

  const redeem = (url) =>
    call(async () => {
      try {
        const end = await run("handleRedirect", url);
        return end && { user: JSON.parse(end.result), returnTo: end.returnTo };
      } finally {
        // Before the promise settles, so that neither a reload nor a router sees the code again.
        const clean = withoutAnswer(url);
        if (location.href === url && url !== clean) history.replaceState(history.state, "", clean);
      }
    });

  // What is to be refreshed is read before the turn comes: then it shows whether another tab was first.
  const refresh = async () => {
    const flow = client.flow("refresh", "");
    const name = `loggia:${settings.issuer}:${settings.clientId}`;
    return (await navigator.locks.request(name, () => perform(flow))).result;
  };

  return {
    signIn: (options) => leave("signIn", options),
    signUp: (options) => leave("signUp", options),
    signOut: (options) => leave("signOut", options),

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
      call(() => client.usable(minValidity) ?? (refreshing ??= refresh().finally(() => (refreshing = undefined)))),

    user: () => call(() => JSON.parse(client.user() ?? "null") ?? undefined),
  };
}
