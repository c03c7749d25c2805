// Pools of their own, for what the demo pool does not ask.
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";

/** A pool with these settings, and a client of it whose codes come to the stage's app. */
export async function makePool(stage, settings) {
  const { UserPool } = await stage.admin.send(new CreateUserPoolCommand({ PoolName: "Test pool", ...settings }));
  return { pool: UserPool.Id, client: await makeClient(stage, UserPool.Id, {}) };
}

/** A client of a pool, with these settings. */
export async function makeClient(stage, pool, settings) {
  const { UserPoolClient } = await stage.admin.send(
    new CreateUserPoolClientCommand({
      UserPoolId: pool,
      ClientName: "Test app",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ["code"],
      AllowedOAuthScopes: ["openid", "email", "profile"],
      CallbackURLs: [stage.app.url],
      SupportedIdentityProviders: ["COGNITO"],
      PreventUserExistenceErrors: "ENABLED",
      ...settings,
    }),
  );
  return UserPoolClient.ClientId;
}
