import { Hosted } from "./hosted.mjs";

/** The demo app, which is no hosted page but leads to them. */
export class Demo extends Hosted {
  constructor(page, mode, url) {
    super(page, mode);
    this.url = url;
    for (const [name, id] of Object.entries({
      signIn: "sign-in",
      signUp: "sign-up",
      signOut: "sign-out",
      callApi: "call-api",
      refresh: "refresh",
      status: "status",
      result: "api-result",
      who: "who",
      error: "error",
    })) {
      this[name] = page.getByTestId(id);
    }
  }

  async open() {
    await this.page.goto(this.url);
    await this.signIn.waitFor();
  }

  /** The claims that the app shows of its ID or access token. */
  async claims(kind) {
    await this.signOut.waitFor();
    return JSON.parse(await this.page.getByTestId(`${kind}-claims`).textContent());
  }
}
