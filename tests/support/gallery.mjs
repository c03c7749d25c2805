// The samples of every screen, as the `gallery` example of the pages draws them: pages without an account behind them.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { program } from "./loggia.mjs";

/** The names under which the gallery refers to what a Loggia serves under names that change with their content. */
const ASSETS = { "/assets/pages.css": /\/assets\/[\w.-]+\.css/, "/assets/pages.js": /\/assets\/[\w.-]+\.js\b/, "/assets/pages_bg.wasm": /\/assets\/[\w.-]+\.wasm/ };

/** Every sample in every language. */
export class Gallery {
  /** Draws all samples; `login` is the address of a page whose styles and script they shall load. */
  static async open(login) {
    const folder = await mkdtemp(join(tmpdir(), "loggia-gallery-"));
    await promisify(execFile)(join(dirname(program), "examples/gallery"), [folder]);
    const answer = await fetch(login);
    const real = await answer.text();
    const policy = answer.headers.get("content-security-policy").replaceAll(/'nonce-[^']+'/g, "'nonce-gallery'");
    const pages = new Map();
    for (const file of await readdir(folder)) {
      let html = await readFile(join(folder, file), "utf8");
      for (const [name, pattern] of Object.entries(ASSETS)) html = html.replaceAll(name, real.match(pattern)[0]);
      pages.set(file.replace(/\.html$/, ""), html);
    }
    await rm(folder, { recursive: true });
    return new Gallery(new URL(login).origin, pages, policy);
  }

  constructor(origin, pages, policy) {
    Object.assign(this, { origin, pages, policy });
    /** The names of the samples, and the languages in which each is drawn; `en-XA` is longer than any that is spoken. */
    this.samples = [...new Set([...pages.keys()].map((name) => name.split(".")[0]))].sort();
    this.languages = [...new Set([...pages.keys()].map((name) => name.split(".")[1]))].sort();
  }

  /** Lets `page` find the samples at the origin of the Loggia, under the policy of its pages. */
  async hang(page) {
    await page.route(`${this.origin}/gallery/*`, (route) => {
      const body = this.pages.get(new URL(route.request().url()).pathname.slice("/gallery/".length));
      const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": this.policy };
      return route.fulfill({ headers, body });
    });
  }

  /** What the data block of a sample says. */
  data(sample, language = "en") {
    return JSON.parse(this.pages.get(`${sample}.${language}`).match(/<script type="application\/json" id="data">(.*?)<\/script>/s)[1]);
  }

  /** Opens a sample. */
  show(page, sample, language = "en") {
    return page.goto(`${this.origin}/gallery/${sample}.${language}`);
  }
}
