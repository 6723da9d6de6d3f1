// Who asks: this machine's `make page`, a signed-in user of the user pool, or credentials that stay in this variable.
const setting = (name) => document.querySelector(`meta[name="${name}"]`)?.content || "";
const accessMode = setting("access"); // iam, pool, or served by `make page`, which signs itself
const signInDomain = setting("sign-in-domain"), signInClient = setting("sign-in-client");
const canSignIn = accessMode === "pool" && signInDomain && signInClient;
const base = new URL(location.pathname.replace(/\/?$/, "/"), location.origin);
const loopback = /^(127\.|\[::1\]$|localhost$)|\.localhost$/.test(location.hostname);
const inHost = location.hostname.match(/\.execute-api\.([a-z0-9-]+)\.amazonaws\./);
// The local engine wants a signature but checks none, so any will do there.
let access = accessMode === "served" ? {} : loopback ? { accessKey: "local", secretKey: "local", region: "us-east-1" } : null;

async function authorization(url) {
  if (accessMode === "served" || !access) return {};
  return access.bearer ? { authorization: access.bearer } : signedHeaders(url, access);
}

// The authorisation code flow with PKCE (RFC 7636): the code is worth nothing without the verifier of this tab.
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
const challengeOf = async (verifier) => base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(verifier))));

async function beginSignIn() {
  const begun = { state: randomText(), verifier: randomText(), view: location.hash };
  sessionStorage.setItem("sign-in", JSON.stringify(begun));
  const url = new URL(`https://${signInDomain}/oauth2/authorize`);
  url.search = new URLSearchParams({
    response_type: "code", client_id: signInClient, redirect_uri: base.href, scope: "openid email",
    state: begun.state, code_challenge: await challengeOf(begun.verifier), code_challenge_method: "S256",
  });
  location.assign(url);
}

async function endSignIn() {
  const returned = new URLSearchParams(location.search);
  if (!canSignIn || !returned.has("state")) return;
  const begun = JSON.parse(sessionStorage.getItem("sign-in") || "null");
  sessionStorage.removeItem("sign-in");
  history.replaceState(null, "", base.pathname + (begun?.view || ""));
  if (!begun || begun.state !== returned.get("state")) throw new Error("This sign-in was not begun in this tab. Sign in again.");
  if (returned.has("error")) throw new Error(`The sign-in page refused: ${returned.get("error_description") || returned.get("error")}`);
  const body = new URLSearchParams({
    grant_type: "authorization_code", client_id: signInClient, redirect_uri: base.href, code: returned.get("code") || "", code_verifier: begun.verifier,
  });
  const answer = await fetch(`https://${signInDomain}/oauth2/token`, { method: "POST", body, credentials: "omit", redirect: "error", signal: AbortSignal.timeout(20000) });
  const tokens = await answer.json().catch(() => ({}));
  if (!answer.ok || !tokens.id_token) throw new Error("The sign-in page did not accept its own code. Sign in again.");
  access = { bearer: tokens.id_token };
}

function signOut() {
  access = null;
  const url = new URL(`https://${signInDomain}/logout`);
  url.search = new URLSearchParams({ client_id: signInClient, logout_uri: base.href });
  location.assign(url);
}
