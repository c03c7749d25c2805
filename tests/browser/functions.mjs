// Functions of pools behind plain HTTP, for tests of what they decide.
import { createServer } from "node:http";

/** The name under which a pool knows the function of `startFunction`. */
export const ARN = "arn:aws:lambda:us-east-1:123456789012:function:sign-up";

/** A function that answers `event` with what `decide` makes of it; `settings` tell a server where it is. */
export async function startFunction(decide) {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(decide(JSON.parse(body))));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  return { settings: ["--set", `triggers.${ARN}=${url}`], close: () => server.close() };
}
