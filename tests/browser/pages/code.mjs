import { Hosted } from "./hosted.mjs";

/** What the pages that ask for a code share. */
export class Code extends Hosted {
  constructor(page, mode) {
    super(page, mode);
    this.code = this.form.locator("input[name=code]");
    this.resend = page.locator("form[name=resendcodeform] button");
  }
}
