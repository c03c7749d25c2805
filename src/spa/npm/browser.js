// The actions that a flow of the wasm asks for, by the names of src/spa/action.rs. Each gives a result: a status, or
// 1 for yes and 0 for no, and bytes.

const RS256 = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

export const nothing = [0, new Uint8Array()];

const utf8 = (text) => new TextEncoder().encode(text);
const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));
const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

export const actions = {
  async send({ url, body, cache, keepalive }, fetch) {
    const response = await fetch(url, {
      ...(body && { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body }),
      cache,
      keepalive: !!keepalive,
      credentials: "omit",
      redirect: "error",
      // A refresh holds a lock while it waits.
      signal: AbortSignal.timeout(15000),
    });
    return [response.status, new Uint8Array(await response.arrayBuffer())];
  },

  digest: async ({ text }) => [1, await sha256(text)],

  async verify({ n, e, signature, signed, access }) {
    const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, RS256, false, ["verify"]);
    const matches = await crypto.subtle.verify(RS256, key, bytes(signature), utf8(signed));
    return [matches ? 1 : 0, await sha256(access)];
  },
};
