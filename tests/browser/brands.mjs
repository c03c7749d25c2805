// Brands as designers push them: a folder of files, and pictures to put in it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32, deflateSync } from "node:zlib";
import { program } from "../support/loggia.mjs";

/** A PNG of one colour. */
export function png(width, height, [red, green, blue]) {
  const chunk = (name, content) => {
    const named = Buffer.concat([Buffer.from(name), content]);
    const number = (value) => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(value);
      return four;
    };
    return Buffer.concat([number(content.length), named, number(crc32(named))]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const pixels = deflateSync(Buffer.concat(Array(height).fill(line)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

/** Pushes a brand of these files to a client of the stage's pool; gives what the program said. */
export async function push(stage, client, { theme, sheet, logo }) {
  const folder = await mkdtemp(join(tmpdir(), "loggia-brand-"));
  try {
    if (theme) await writeFile(join(folder, "theme.json"), JSON.stringify(theme));
    if (sheet) await writeFile(join(folder, "theme.css"), sheet);
    if (logo) await writeFile(join(folder, "logo.png"), logo);
    const { accessKeyId, secretAccessKey } = stage.loggia.credentials;
    const { stdout } = await promisify(execFile)(
      program,
      ["theme", "push", folder, "--pool", stage.facts.pool_id, "--client", client, "--endpoint", stage.facts.url],
      { env: { ...process.env, LOGGIA_ADMIN_ACCESS_KEY_ID: accessKeyId, LOGGIA_ADMIN_SECRET_ACCESS_KEY: secretAccessKey } },
    );
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A theme that changes everything a theme can. */
export const THEME = {
  layout: "split",
  radius: "sm",
  density: "roomy",
  font: "serif",
  light: { accent: "#3b2a8c", page: "#f4f2fb" },
  dark: { accent: "#b9a9ff", page: "#14111f" },
};

/** The style sheet that Cognito's console offers to begin with, as the developer guide has it. */
export const TEMPLATE = `
.logo-customizable { max-width: 60%; max-height: 30%; }
.banner-customizable { padding: 25px 0px 25px 0px; background-color: lightgray; }
.label-customizable { font-weight: 400; }
.textDescription-customizable { padding-top: 10px; padding-bottom: 10px; display: block; font-size: 16px; }
.idpDescription-customizable { padding-top: 10px; padding-bottom: 10px; display: block; font-size: 16px; }
.legalText-customizable { color: #747474; font-size: 11px; }
.submitButton-customizable { font-size: 14px; font-weight: bold; margin: 20px 0px 10px 0px; height: 40px; width: 100%; color: #fff; background-color: #337ab7; }
.submitButton-customizable:hover { color: #fff; background-color: #286090; }
.errorMessage-customizable { padding: 5px; font-size: 14px; width: 100%; background: #F5F5F5; border: 2px solid #D64958; color: #D64958; }
.inputField-customizable { width: 100%; height: 34px; color: #555; background-color: #fff; border: 1px solid #ccc; border-radius: 0px; }
.inputField-customizable:focus { border-color: #66afe9; outline: 0; }
.idpButton-customizable { height: 40px; width: 100%; text-align: center; margin-bottom: 15px; color: #fff; background-color: #5bc0de; border-color: #46b8da; }
.idpButton-customizable:hover { color: #fff; background-color: #31b0d5; }
.socialButton-customizable { height: 40px; text-align: left; width: 100%; margin-bottom: 15px; border-radius: 2px; padding: 1px; }
.redirect-customizable { text-align: center; }
.passwordCheck-notValid-customizable { color: #DF3312; }
.passwordCheck-valid-customizable { color: #19BF00; }
.background-customizable { background-color: #fff; }
`;
