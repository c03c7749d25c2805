import { SoftwareTokenMfa } from "./software_token_mfa.mjs";

/** Leads through the set-up of an authenticator app. */
export class MfaSetup extends SoftwareTokenMfa {
  static form = "mfasetupform";

  constructor(page, mode) {
    super(page, mode);
    this.picture = this.form.getByRole("img");
    this.key = this.form.locator(".lg-secret-key-groups");
    this.copy = this.form.locator(".lg-secret-key-copy");
    this.open = this.form.locator("a[href^='otpauth:']");
    this.deviceName = this.form.locator("input[name=FRIENDLY_DEVICE_NAME]");
    this.button = this.form.locator("button[name=mfaSetup]");
  }

  /** The key as it is typed into an app, without its groups. */
  async secret() {
    return (await this.key.textContent()).replaceAll(" ", "");
  }
}
