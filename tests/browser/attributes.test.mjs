// A pool that requires everything Cognito lets it require: the form asks for each with its own control, in both languages.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { AdminCreateUserCommand, AdminGetUserCommand } from "@aws-sdk/client-cognito-identity-provider";
import { freshAddress } from "../support/loggia.mjs";
import { Confirm } from "./pages/confirm.mjs";
import { Done } from "./pages/done.mjs";
import { NewPassword } from "./pages/new_password.mjs";
import { SignIn } from "./pages/sign_in.mjs";
import { SignUp } from "./pages/sign_up.mjs";
import { makePool } from "./pools.mjs";
import { open } from "./scenes.mjs";
import { MODES, PASSWORD, Stage } from "./stage.mjs";
import { attributes } from "./watch.mjs";

/** Each attribute: its control, its autofill, its label in English and German, what is typed, and what is kept of it. */
const ATTRIBUTES = [
  ["name", "text", "name", "Full name", "Vor- und Nachname", " Ada Lovelace ", "Ada Lovelace"],
  ["given_name", "text", "given-name", "First name", "Vorname", "Ada"],
  ["family_name", "text", "family-name", "Last name", "Nachname", "Lovelace"],
  ["middle_name", "text", "additional-name", "Middle name", "Zweiter Vorname", "Augusta"],
  ["nickname", "text", "nickname", "Nickname", "Spitzname", "Enchantress"],
  ["preferred_username", "text", null, "Preferred user name", "Bevorzugter Benutzername", "ada"],
  ["profile", "url", "url", "Link to your profile", "Link zu Ihrem Profil", "https://example.com/ada"],
  ["picture", "url", "photo", "Link to a picture of you", "Link zu einem Bild von Ihnen", "https://example.com/ada.png"],
  ["website", "url", "url", "Website", "Website", "https://ada.example.com/"],
  ["gender", "text", "sex", "Gender", "Geschlecht", "female"],
  ["birthdate", "date", "bday", "Date of birth", "Geburtsdatum", "1815-12-10"],
  ["zoneinfo", "text", null, "Time zone", "Zeitzone", "Europe/London"],
  ["locale", "text", "language", "Language and region", "Sprache und Region", "en-GB"],
  ["phone_number", "tel", "tel", "Phone number", "Telefonnummer", "+44 (20) 7946-0018", "+442079460018"],
  ["address", "textarea", "street-address", "Address", "Anschrift", "12 St James’s Square\nLondon"],
];

/** The control of a field: its type, or what it is instead of an input. */
const control = (field) => field.evaluate(({ localName, type }) => (localName === "input" ? type : localName));

let stage, everything;
before(async () => {
  stage = await Stage.open();
  const names = ["email", "updated_at", ...ATTRIBUTES.map(([name]) => name)];
  everything = await makePool(stage, {
    UsernameAttributes: ["email"],
    AutoVerifiedAttributes: ["email"],
    Schema: names.map((Name) => ({
      Name,
      AttributeDataType: Name === "updated_at" ? "Number" : "String",
      Required: true,
      Mutable: true,
    })),
  });
});
after(() => stage?.close());

const request = () => ({ client: everything.client, scope: "openid" });

/** What is kept of a person, without what nobody typed. */
async function storedAttributes(address) {
  const user = await stage.admin.send(new AdminGetUserCommand({ UserPoolId: everything.pool, Username: address }));
  const all = Object.fromEntries(user.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  const { sub, email, email_verified, phone_number_verified, updated_at, ...typed } = all;
  return { typed, updated_at: Number(updated_at) };
}

async function assertKept(address, since) {
  const { typed, updated_at } = await storedAttributes(address);
  assert.deepEqual(typed, Object.fromEntries(ATTRIBUTES.map(([name, , , , , value, stored = value]) => [name, stored])));
  assert.ok(updated_at >= since && updated_at <= Date.now() / 1000, `updated_at is ${updated_at}`);
}

for (const mode of [MODES.wasm, MODES.noScript]) {
  describe(`a pool that requires every attribute, ${mode.name}`, () => {
    it("asks for each by its name, with its own control and autofill", () =>
      stage.run(mode, async (page) => {
        for (const [lang, at] of [["en", 3], ["de", 4]]) {
          const form = await open(stage, page, mode, SignUp, "/signup", { ...request(), lang });
          for (const row of ATTRIBUTES) {
            const [name, type, autocomplete] = row;
            const field = form.attribute(name);
            assert.equal(await control(field), type, name);
            assert.deepEqual(await attributes(field, "autocomplete", "required"), { autocomplete, required: "" }, name);
            assert.equal(await form.form.locator(`label[for="field-requiredAttributes-${name}-"]`).textContent(), row[at]);
            assert.equal(await form.form.getByLabel(row[at], { exact: true }).getAttribute("name"), `requiredAttributes[${name}]`);
          }
          assert.equal(await form.attribute("updated_at").count(), 0, "nobody knows when they were last changed");
        }
      }));

    it("says what is missing and what is not right, and registers", () =>
      stage.run(mode, async (page) => {
        const address = freshAddress();
        const since = Math.floor(Date.now() / 1000);
        const form = await open(stage, page, mode, SignUp, "/signup", request());
        await form.submit({});
        await form.error(form.attribute("address")).getByText("Fill this in.").waitFor();
        assert.equal(await form.form.getByText("Fill this in.").count(), ATTRIBUTES.length);
        for (const [name, , , , , value] of ATTRIBUTES) await form.attribute(name).fill(value);
        await form.phone.fill("020 7946 0018");
        await form.submit({ address, password: PASSWORD });
        await form.error(form.phone).getByText("Enter the number with its country code").waitFor();
        assert.equal(await form.attribute("address").inputValue(), "12 St James’s Square\nLondon");
        await form.phone.fill("+44 (20) 7946-0018");
        await form.submit({ address, password: PASSWORD });
        const confirm = await new Confirm(page, mode).waitFor();
        await confirm.submit(await stage.code(address));
        await new Done(page, mode).waitFor();
        await assertKept(address, since);
      }));

    it("asks who was invited for what is missing with the new password", () =>
      stage.run(mode, async (page) => {
        const address = freshAddress();
        const since = Math.floor(Date.now() / 1000);
        await stage.admin.send(
          new AdminCreateUserCommand({
            UserPoolId: everything.pool,
            Username: address,
            TemporaryPassword: PASSWORD,
            MessageAction: "SUPPRESS",
            UserAttributes: [{ Name: "email", Value: address }],
          }),
        );
        const signIn = await open(stage, page, mode, SignIn, "/login", request());
        await signIn.submit({ address, password: PASSWORD });
        const form = await new NewPassword(page, mode).waitFor();
        const field = (name) => form.form.locator(`[name="userAttributes.${name}"]`);
        assert.equal(await field("updated_at").count(), 0);
        for (const [name, , , , , value] of ATTRIBUTES) await field(name).fill(value);
        await form.submit(`${PASSWORD}2`);
        await stage.redeem(page, signIn.request);
        await assertKept(address, since);
      }));
  });
}
