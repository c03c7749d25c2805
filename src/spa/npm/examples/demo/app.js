import { createClient, LoggiaError } from "./loggia-spa/index.js";

const config = await (await fetch("config.json")).json();
const client = createClient({
  issuer: config.issuer,
  clientId: config.clientId,
  redirectUri: config.redirectUri,
  postLogoutRedirectUri: config.redirectUri,
  store: "session",
});

const part = (name) => document.querySelector(`[data-testid="${name}"]`);
const byId = (id) => document.getElementById(id);
const pretty = (value) => JSON.stringify(value, null, 2);

// Only to show it: an app has no need to look into its access token.
function decoded(token) {
  const base64 = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))));
}

function showError(error) {
  const alert = part("error");
  alert.hidden = !error;
  alert.textContent = "";
  if (!error) return;
  const known = error instanceof LoggiaError;
  const words = known ? error.message : "Something went wrong. Please try again.";
  const more = known ? [error.error, error.description].filter(Boolean).join(": ") : String(error.message);
  alert.textContent = more ? `${words} (${more})` : words;
  alert.dataset.code = known ? error.code : "";
}

let ends;

function showExpiry() {
  if (!ends) return;
  const left = Math.round(ends - Date.now() / 1000);
  const minutes = Math.floor(left / 60);
  const clock = `${minutes}:${String(left % 60).padStart(2, "0")}`;
  byId("expiry").textContent =
    left > 0 ? `Ends in ${clock}. The library renews it before that.` : "Ended. The next call renews it.";
}

setInterval(showExpiry, 1000);

function showAccessToken(token) {
  const claims = decoded(token);
  ends = claims.exp;
  part("access-claims").textContent = pretty(claims);
  showExpiry();
}

async function show() {
  const user = await client.user();
  byId("signed-out").hidden = !!user;
  byId("signed-in").hidden = !user;
  document.title = user ? "Signed in – Loggia demo" : "Loggia demo";
  if (!user) return;
  const name = user.name ?? user.email ?? user["cognito:username"] ?? user.sub;
  byId("name").textContent = name;
  byId("email").textContent = user.email ?? "";
  byId("initial").textContent = [...name][0].toUpperCase();
  part("id-claims").textContent = pretty(user);
  showAccessToken(await client.accessToken());
}

/** Runs one action, says what went wrong, and shows what is true afterwards. */
async function attempt(action, button) {
  showError();
  button?.setAttribute("aria-busy", "true");
  try {
    await action();
  } catch (error) {
    showError(error);
    // Where the session is over, the page says so.
    if (error.code === "login_required") await show();
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

const actions = {
  "sign-in": () => client.signIn(),
  "sign-up": () => client.signUp(),
  "sign-out": () => client.signOut(),

  async refresh() {
    showAccessToken(await client.accessToken({ minValidity: Infinity }));
    part("id-claims").textContent = pretty(await client.user());
    part("status").textContent = "Refreshed.";
  },

  async "call-api"() {
    const token = await client.accessToken();
    showAccessToken(token);
    const response = await fetch(config.api, { headers: { authorization: `Bearer ${token}` } });
    const text = await response.text();
    let body = text;
    try {
      body = pretty(JSON.parse(text));
    } catch {
      // Not JSON: shown as it came.
    }
    part("status").textContent = `The API answered ${response.status}.`;
    part("api-result").textContent = `${response.status} ${response.statusText}\n${body}`;
    part("api-result").hidden = false;
  },
};

for (const [name, action] of Object.entries(actions)) {
  const button = part(name);
  button.addEventListener("click", () => {
    if (!button.hasAttribute("aria-busy")) attempt(action, button);
  });
}

// Back out of the browser's page cache, the buttons must not look busy, and the session may have ended.
addEventListener("pageshow", (event) => event.persisted && attempt(show));

await attempt(() => client.handleRedirect());
const failed = !part("error").hidden;
if (failed) await show().catch(() => undefined);
else await attempt(show);
part("app").removeAttribute("aria-busy");
