// Starts the program as its users do, on a free port with an empty store, and speaks to its outbox.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
// What a password costs is no matter of these tests, and each would wait for it.
const cheapHashes = { LOGGIA_PASSWORDS_MEMORY_KIB: "8", LOGGIA_PASSWORDS_ITERATIONS: "1" };

export const program = process.env.LOGGIA_TEST_BIN ?? join(root, "target/debug/loggia");

/**
 * A running Loggia in demo mode.
 *
 * `facts` are the JSON line of `--print-json`: url, issuer, pool_id, client_id, region, admin_access_key_id, …
 */
export class Loggia {
  static async start({ args = [], env = {} } = {}) {
    const data = await mkdtemp(join(tmpdir(), "loggia-"));
    const child = spawn(
      program,
      ["serve", "--demo", "--data", data, "--listen", "127.0.0.1:0", "--print-json", ...args],
      { env: { ...cheapHashes, ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
    );
    let log = "";
    child.stderr.on("data", (chunk) => (log += chunk));
    const lines = createInterface({ input: child.stdout });
    const facts = await new Promise((resolve, reject) => {
      lines.on("line", (line) => line.startsWith("{") && resolve(JSON.parse(line)));
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`loggia ended with ${code} before it was ready:\n${log}`)));
    });
    return new Loggia(child, data, facts, () => log);
  }

  constructor(child, data, facts, log) {
    Object.assign(this, { child, data, facts, log });
  }

  get credentials() {
    return { accessKeyId: this.facts.admin_access_key_id, secretAccessKey: this.facts.admin_secret_access_key };
  }

  /** The messages to `address`, oldest first. */
  async messages(address) {
    const response = await fetch(`${this.facts.url}/dev/outbox.json?to=${encodeURIComponent(address)}`);
    if (!response.ok) throw new Error(`the outbox answered ${response.status}`);
    return response.json();
  }

  /** The newest message to `address`; it is there as soon as the call that sends it has answered. */
  async message(address) {
    const messages = await this.messages(address);
    if (messages.length === 0) throw new Error(`no message was sent to ${address}`);
    return messages.at(-1);
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
    await rm(this.data, { recursive: true, force: true });
  }
}

let counter = 0;
/** An address nobody else uses in this run. */
export const freshAddress = () => `person${process.pid}-${++counter}@example.com`;
