import { Hosted } from "./hosted.mjs";

export class SignUp extends Hosted {
  static form = "signupform";

  constructor(page, mode) {
    super(page, mode);
    this.email = this.attribute("email");
    this.phone = this.attribute("phone_number");
    this.password = this.form.locator("input[name=password]");
    this.rules = this.form.locator(".lg-rules li");
    this.reveal = this.form.locator(".lg-reveal");
    this.button = this.form.locator("button[name=signUpButton]");
  }

  /** The field of an attribute. */
  attribute(name) {
    return this.form.locator(`[name="requiredAttributes[${name}]"]`);
  }

  async submit({ address, password }) {
    if (address !== undefined) await this.hand.fill(this.email, address);
    if (password !== undefined) await this.hand.fill(this.password, password);
    await this.hand.press(this.button);
  }
}
