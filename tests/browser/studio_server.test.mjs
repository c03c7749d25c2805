// The studio as the program serves it: opened by a link or with an administrator's key, and what it publishes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
  GetUICustomizationCommand,
  ListUserPoolsCommand,
  SetUICustomizationCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { program } from "../support/loggia.mjs";
import { rgb, violations } from "./audit.mjs";
import { THEME, png, push } from "./brands.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { MODES, Stage } from "./stage.mjs";

const LOGO = png(240, 60, [59, 42, 140]);
const SHEET = ".label-customizable { color: #123456; }";

let stage;
before(async () => {
  stage = await Stage.open();
});
after(() => stage?.close());

/** What a command of the program says about the stage's database. */
async function said(command, ...args) {
  const { stdout } = await promisify(execFile)(program, [command, ...args, "--data", stage.loggia.data]);
  return stdout.trim();
}

const dialog = (page) => page.getByRole("dialog", { name: "Publish" });
const chooser = (page) => page.getByRole("dialog", { name: "Which app?" });
/** Says which app is meant: a client's id, or ALL for the others of the stage's pool. */
const app = (page, id) => chooser(page).locator(`section:has(code:text-is("${stage.facts.pool_id}")) [data-client="${id}"]`).click();
const pool = (page) => dialog(page).getByLabel("User pool");
const client = (page) => dialog(page).getByLabel("App client");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
const accent = (page) => page.getByLabel("accent: value", { exact: true });

/** Opens the studio with an administrator's key. */
async function enter(page) {
  await page.goto(`${stage.facts.url}/studio/`);
  await page.locator(".card iframe").first().waitFor();
  await page.getByRole("button", { name: "Publish…" }).click();
  const { accessKeyId, secretAccessKey } = stage.loggia.credentials;
  await dialog(page).getByLabel("Access key id").fill(accessKeyId);
  await dialog(page).getByLabel("Secret access key").fill(secretAccessKey);
  await press(page, "Continue");
  await chooser(page).getByText(`Signed by ${accessKeyId}.`).waitFor();
  await app(page, "ALL");
  await pool(page).waitFor();
  await settled(page);
}

/** Chooses a client, and waits until what is published for it is known. */
async function choose(page, id) {
  await pool(page).selectOption(stage.facts.pool_id);
  await client(page).locator(`option[value="${id}"]`).waitFor({ state: "attached" });
  await client(page).selectOption(id);
  await settled(page);
}

const settled = (page) => dialog(page).locator("button.primary:enabled").waitFor();

async function publish(page) {
  await press(page, "Publish");
  await dialog(page).getByText("✓ Theme: published.").waitFor();
}

/** The colour of the button on the sign-in page of a client. */
const button = (id) =>
  new Promise((resolve, reject) => {
    const story = async (page) => {
      await page.goto(stage.request({ client: id, path: "/login" }).url);
      await new SignIn(page, MODES.noScript).waitFor();
      resolve({
        colour: await rgb(page.locator(".submitButton-customizable").first(), "background-color"),
        logo: await page.locator("img.logo-customizable").count(),
      });
    };
    stage.run(MODES.noScript, story).catch(reject);
  });

describe("the studio in the program", () => {
  it("opens for some pools only, until its link is revoked", () =>
    stage.run(
      MODES.wasm,
      async (page) => {
        await stage.admin.send(new CreateUserPoolCommand({ PoolName: "elsewhere" }));
        await page.goto(await said("studio", "--pool", stage.facts.pool_id));
        await chooser(page).locator(".apps").first().waitFor();
        await chooser(page).getByText("All others").waitFor();
        assert.deepEqual(await chooser(page).locator("h3 code").allTextContents(), [stage.facts.pool_id]);
        const lines = (await said("studio", "list")).split("\n");
        const [line] = lines.filter((each) => each.includes("open by"));
        assert.ok(line.includes(stage.facts.pool_id), line);
        await said("studio", "revoke", line.split(" ")[0].slice(0, 13));
        await app(page, "ALL");
        await page.getByLabel("Access key id").waitFor();
        await dialog(page).getByText("The security token included in the request is invalid.").waitFor();
      },
      { expected: [`${stage.facts.url}/`] },
    ));

  it("is opened by a link once, and what is published by it is on the pages and in the audit log", () => {
    let link;
    const expected = ["/studio/session"];
    return stage
      .run(MODES.wasm, async (page, context) => {
        const [id] = [await stage.makeClient("Branded"), await stage.makeClient("Branded")];
        link = await said("studio");
        assert.ok(link.startsWith(`${stage.facts.url}/studio/#link=`), link);
        const answer = page.waitForResponse(`${stage.facts.url}/studio/session`);
        await page.goto(link);
        const credentials = await (await answer).json();
        await chooser(page).getByText("By link, until").waitFor();
        assert.equal(page.url(), `${stage.facts.url}/studio/`, "the secret is out of the address");
        assert.equal(await page.getByRole("button", { name: "Publish", exact: true }).count(), 0, "nothing is armed");
        await page.reload();
        await page.getByRole("button", { name: "Publish…" }).click();
        await chooser(page).getByText("By link, until").waitFor();
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violations(page, { iframes: false }, "dialog"), [], colorScheme);
        }
        await page.emulateMedia({ colorScheme: "light" });
        const twins = chooser(page).locator(".app", { hasText: "Branded" });
        const told = await twins.allTextContents();
        assert.equal(new Set(told).size, 2, "clients of one name are told apart");
        assert.ok(told.every((words) => words.includes(new URL(stage.app.url).origin)), told.join());
        await app(page, id);
        await chooser(page).waitFor({ state: "hidden" });
        await page.getByRole("button", { name: "Publish…" }).click();
        assert.equal(await client(page).inputValue(), id);
        await dialog(page).getByText("Nothing is published there yet.").waitFor();
        await press(page, "Close");
        await accent(page).fill("#4361ee");
        await page.getByRole("button", { name: "Publish…" }).click();
        await publish(page);
        await press(page, "Close");
        assert.equal(await page.locator(".state").textContent(), "Saved");
        assert.deepEqual((await button(id)).colour, [0x43, 0x61, 0xee]);

        const second = await context.newPage();
        await second.goto(link);
        const words = "This link was used already; each opens the studio once. `loggia studio` prints another.";
        await dialog(second).getByText(words).waitFor();

        const holder = new CognitoIdentityProviderClient({
          region: stage.facts.region,
          endpoint: stage.facts.url,
          credentials: {
            accessKeyId: credentials.AccessKeyId,
            secretAccessKey: credentials.SecretAccessKey,
            sessionToken: credentials.SessionToken,
          },
        });
        const { UserPools } = await holder.send(new ListUserPoolsCommand({ MaxResults: 10 }));
        assert.ok(UserPools.some(({ Id }) => Id === stage.facts.pool_id));
        const person = await stage.makePerson();
        const gone = holder.send(new AdminDeleteUserCommand({ UserPoolId: stage.facts.pool_id, Username: person.address }));
        await assert.rejects(gone, {
          name: "AccessDeniedException",
          message: `User: ${credentials.AccessKeyId} is not authorized to perform: cognito-idp:AdminDeleteUser because no identity-based policy allows the cognito-idp:AdminDeleteUser action`,
        });
        holder.destroy();

        const entries = (await said("audit")).split("\n").map((line) => line.split(/ +/));
        const of = (action, actor) => entries.filter((entry) => entry[1] === action && entry.includes(actor));
        assert.ok(entries.some(([, action]) => action === "CreateStudioLink"));
        assert.equal(of("RedeemStudioLink", credentials.AccessKeyId).length, 1);
        for (const action of ["SetTheme", "SetUICustomization"]) {
          const [entry] = of(action, credentials.AccessKeyId);
          assert.deepEqual(entry.slice(3, 5), [stage.facts.pool_id, id], action);
          assert.match(entry[5], /^[0-9a-f-]{36}$/);
        }
        const all = JSON.stringify(entries) + stage.loggia.log();
        for (const secret of [credentials.SecretAccessKey, credentials.SessionToken, link.split("=")[1]]) {
          assert.ok(!all.includes(secret), "no secret is in audit or log");
        }
      }, { expected });
  });

  it("opens what is published, asks before changes are lost, and keeps a logo until it is taken out", () =>
    stage.run(MODES.wasm, async (page) => {
      const id = await stage.makeClient("Branded");
      await push(stage, id, { theme: THEME, sheet: SHEET, logo: LOGO });
      await enter(page);
      await press(page, "Close");
      await accent(page).fill("#c1121f");
      await page.getByRole("button", { name: "Publish…" }).click();
      await choose(page, id);
      await dialog(page).getByText("Published there: a theme, a style sheet, a logo.").waitFor();
      const box = dialog(page).getByLabel("Take away the published logo; the draft has none");
      assert.equal(await box.isChecked(), false, "a draft that began elsewhere keeps it");
      await publish(page);
      assert.deepEqual(await button(id), { colour: [0xc1, 0x12, 0x1f], logo: 1 });

      await push(stage, id, { theme: THEME, sheet: SHEET, logo: LOGO });
      await press(page, "Close");
      await accent(page).fill("#7209b7");
      await page.getByRole("button", { name: "Publish…" }).click();
      await choose(page, id);
      await press(page, "Open it as the draft");
      await dialog(page).getByText("The draft has changes that are neither published nor exported.").waitFor();
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page, { iframes: false }, "dialog"), [], colorScheme);
      }
      await page.emulateMedia({ colorScheme: "light" });
      await press(page, "Keep the draft");
      await press(page, "Open it as the draft");
      await press(page, "Replace it");
      await dialog(page).waitFor({ state: "hidden" });
      assert.equal(await accent(page).inputValue(), THEME.light.accent);
      assert.equal(await page.locator(".state").textContent(), "Saved");
      await page.locator(".top .segment", { hasText: "Desktop" }).click();
      const preview = page.frameLocator(".tile[data-side=light] iframe").first();
      await preview.locator("img.lg-logo").first().waitFor();
      await preview.locator(".lg-panel").first().waitFor();
      assert.ok(await preview.locator(".lg-panel").first().isVisible(), "the split layout is in the preview");
      await page.getByRole("tab", { name: "CSS" }).click();
      assert.equal(await page.getByLabel("Classic style sheet").inputValue(), SHEET);

      await page.getByRole("tab", { name: "Logo" }).click();
      await page.getByRole("button", { name: "Remove the logo" }).click();
      await page.getByRole("button", { name: "Publish…" }).click();
      assert.equal(await box.isChecked(), true, "the designer took it out");
      await publish(page);
      assert.equal((await button(id)).logo, 0);
      const command = new GetUICustomizationCommand({ UserPoolId: stage.facts.pool_id, ClientId: id });
      const { UICustomization } = await stage.admin.send(command);
      assert.equal(UICustomization.CSS, SHEET);
      assert.equal(UICustomization.ImageUrl, undefined);
    }));

  it("says in the dialog what is missing, makes it, and says what the server refuses", () =>
    stage.run(
      MODES.wasm,
      async (page) => {
        const { UserPool } = await stage.admin.send(new CreateUserPoolCommand({ PoolName: "without pages" }));
        await page.goto(`${stage.facts.url}/studio/`);
        await page.getByRole("button", { name: "Publish…" }).click();
        await dialog(page).getByLabel("Access key id").fill(stage.loggia.credentials.accessKeyId);
        await dialog(page).getByLabel("Secret access key").fill("guessed");
        await press(page, "Continue");
        await dialog(page).getByText("The request signature we calculated does not match").waitFor();
        await dialog(page).getByLabel("Secret access key").fill(stage.loggia.credentials.secretAccessKey);
        await press(page, "Continue");
        await app(page, "ALL");
        await pool(page).waitFor();
        await settled(page);
        await press(page, "Close");
        await page.getByRole("tab", { name: "CSS" }).click();
        await page.getByLabel("Classic style sheet").fill(SHEET);
        await page.getByRole("button", { name: "Publish…" }).click();
        await pool(page).selectOption(UserPool.Id);
        await dialog(page).getByText("The pages of this pool have no domain yet.").waitFor();
        assert.ok(await dialog(page).getByRole("button", { name: "Publish", exact: true }).isDisabled());
        const name = dialog(page).getByLabel("Domain");
        assert.equal(await name.inputValue(), "without-pages");
        await name.fill("demo");
        await press(page, "Create the domain");
        await dialog(page).getByText("Domain already associated with another user pool: demo.").waitFor();
        await name.fill("without-pages");
        await press(page, "Create the domain");
        await settled(page);
        assert.equal(await name.count(), 0, "it is there now");
        await publish(page);
        await pool(page).selectOption(stage.facts.pool_id);
        await settled(page);
        await publish(page);
        const all = { UserPoolId: stage.facts.pool_id };
        const { UICustomization } = await stage.admin.send(new GetUICustomizationCommand(all));
        assert.equal(UICustomization.CSS, SHEET);
        await stage.admin.send(new SetUICustomizationCommand(all));
      },
      { expected: [`${stage.facts.url}/`] },
    ));
});
