// The actions that a flow of the wasm asks for, by the names of src/spa/action.rs. Each gives a result: a status, or
// 1 for yes and 0 for no, and bytes.

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export const nothing = [0, new Uint8Array()];

const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
export const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

// What a LoggiaError has where trying again is in vain.
export const setup = { code: "setup_failed" };

// Does `work` with `url`; of a failure, throws what a LoggiaError says besides. That a policy blocks an address is told by an
// event only, which comes after the failure.
export const reach = async (url, work) => {
  const name = "securitypolicyviolation";
  let blocked;
  const note = (event) => event.blockedURI === url && (blocked = `blocked by Content-Security-Policy ${event.effectiveDirective}`);
  addEventListener(name, note);
  try {
    return await work();
  } catch (cause) {
    await new Promise((done) => setTimeout(done));
    throw { description: `${url}: ${blocked ?? cause}`, cause, setup: blocked && setup };
  } finally {
    removeEventListener(name, note);
  }
};

export const actions = {
  send: ({ url, body, cache, keepalive }, fetch) =>
    reach(url, async () => {
      const response = await fetch(url, {
        // Its type says that it is a form.
        ...(body && { method: "POST", body: new URLSearchParams(body) }),
        cache,
        keepalive: !!keepalive,
        credentials: "omit",
        redirect: "error",
        // A refresh holds a lock while it waits.
        signal: AbortSignal.timeout(15000),
      });
      const date = Date.parse(response.headers.get("date"));
      return [response.status, new Uint8Array(await response.arrayBuffer()), date];
    }),

  digest: async ({ text }) => [1, await sha256(text)],

  async verify({ n, e, signature, signed, access }) {
    const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, RS256, false, ["verify"]);
    const matches = await crypto.subtle.verify(RS256, key, bytes(signature), utf8(signed));
    return [matches ? 1 : 0, await sha256(access)];
  },
};
