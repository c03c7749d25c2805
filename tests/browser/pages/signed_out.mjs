import { Hosted } from "./hosted.mjs";

export class SignedOut extends Hosted {
  get sign() {
    return this.page.getByRole("heading", { name: "You’re signed out" });
  }
}
