// A single-page app of another origin, as somebody would write it with AWS Amplify: its tests bundle it with the package.
import { Amplify } from "aws-amplify";
import "aws-amplify/auth/enable-oauth-listener";
import { fetchAuthSession, fetchUserAttributes, getCurrentUser, signInWithRedirect, signOut } from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

const events = [];
Hub.listen("auth", ({ payload }) => events.push(payload));
Amplify.configure(await (await fetch("/amplify.json")).json());

/** The tokens in force, in the form in which a test can take them out of the page. */
async function session(options) {
  const { tokens } = await fetchAuthSession(options);
  return (
    tokens && {
      id: tokens.idToken.payload,
      access: tokens.accessToken.payload,
      accessToken: tokens.accessToken.toString(),
    }
  );
}

window.app = { events, session, fetchUserAttributes, getCurrentUser, signInWithRedirect, signOut };
