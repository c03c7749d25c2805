// What the package's README says, tried with the tarball: it installs, its snippets are right under `--strict`, and with each
// bundler that needs a setting the bundle finds its wasm file.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const PACKED = path("../../target/npm/");
const MODULES = path("../node_modules/");

/** The code blocks of a Markdown text in one language. */
const blocks = (text, language) => [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter((block) => block[1] === language).map((block) => block[2]);

/** A program that loads a bundle where a browser would, from files, and asks it who is signed in. */
const probe = (bundle) => `
  import { readFile } from "node:fs/promises";
  globalThis.sessionStorage = { getItem: () => null };
  globalThis.addEventListener = globalThis.removeEventListener = () => {};
  globalThis.location = { origin: "https://app.example" };
  globalThis.fetch = async (url) => new Response(await readFile(new URL(url)));
  const { client } = await import(${JSON.stringify(pathToFileURL(bundle))});
  if ((await client.user()) !== undefined) throw new Error("nobody is signed in");
`;

describe("the README of the npm package", () => {
  let folder, installed, readme;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "loggia-readme-"));
    installed = join(folder, "node_modules/@loggia/spa");
    await mkdir(installed, { recursive: true });
    const tarball = (await readdir(PACKED)).find((name) => name.endsWith(".tgz"));
    await run("tar", ["xzf", join(PACKED, tarball), "-C", installed, "--strip-components=1"]);
    readme = await readFile(join(installed, "README.md"), "utf8");
    assert.ok(readme.includes(`npm install ./${tarball}`), tarball);
    for (const scope of ["@rollup", "@web"]) await symlink(join(MODULES, scope), join(folder, "node_modules", scope));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const app = () =>
    writeFile(
      join(folder, "app.js"),
      `import { createClient } from "@loggia/spa";
       export const client = createClient({ issuer: "https://id.example/p", clientId: "c", redirectUri: location.origin + "/" });`,
    );

  it("goes with both licences", async () => {
    for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"]) {
      const text = await readFile(join(installed, licence), "utf8");
      assert.equal(text, await readFile(path(`../../${licence}`), "utf8"));
    }
  });

  it("has links that lead somewhere", async () => {
    for (const [, link] of readme.matchAll(/\]\((?!https:)([^)#]+)\)/g)) await access(join(installed, link));
  });

  it("has snippets that compile under --strict", async () => {
    const snippets = blocks(readme, "ts");
    assert.equal(snippets.length, 2);
    const names = snippets.map((_, index) => `snippet${index}.ts`);
    await Promise.all(snippets.map((snippet, index) => writeFile(join(folder, names[index]), snippet)));
    const options = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"];
    const tsc = join(MODULES, "typescript/bin/tsc");
    const failure = await run(process.execPath, [tsc, ...options, ...names], { cwd: folder }).then(
      () => "",
      (error) => error.stdout,
    );
    assert.equal(failure, "");
  });

  it("says what esbuild needs", async () => {
    await app();
    const [commands] = blocks(readme, "sh").filter((block) => block.includes("esbuild"));
    await run("sh", ["-ec", commands], { cwd: folder });
    await run(process.execPath, ["--input-type=module", "-e", probe(join(folder, "dist/app.js"))]);
    await rm(join(folder, "dist"), { recursive: true });
  });

  it("says what Rollup needs", async () => {
    await app();
    const [config] = blocks(readme, "js").filter((block) => block.includes("rollup.config.mjs"));
    await writeFile(join(folder, "rollup.config.mjs"), config);
    await run(process.execPath, [join(MODULES, "rollup/dist/bin/rollup"), "--config", "rollup.config.mjs"], { cwd: folder });
    await run(process.execPath, ["--input-type=module", "-e", probe(join(folder, "dist/app.js"))]);
  });
});
