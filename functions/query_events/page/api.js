// Asks the API; credentials are in this variable and nowhere else.
const base = new URL(location.pathname.replace(/\/?$/, "/"), location.origin);
const loopback = /^(127\.|\[::1\]$|localhost$)|\.localhost$/.test(location.hostname);
const inHost = location.hostname.match(/\.execute-api\.([a-z0-9-]+)\.amazonaws\./);
// The local engine wants a signature but checks none, so any will do there.
let access = loopback ? { accessKey: "local", secretKey: "local", region: "us-east-1" } : null;

async function ask(path, query = {}, accept = "application/json") {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  // Spaces as %20: in a signature a plus sign is a plus sign.
  url.search = url.search.replace(/\+/g, "%20");
  const signed = !access ? {} : access.bearer ? { authorization: access.bearer } : await signedHeaders(url, access);
  const answer = await fetch(url, { headers: { ...signed, accept }, redirect: "error", credentials: "omit", cache: "no-store" });
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

async function refusal(answer) {
  const body = await answer.json().catch(() => ({}));
  const error = new Error(body.detail || body.message || body.Message || `The API answered ${answer.status}.`);
  error.forbidden = answer.status === 401 || answer.status === 403;
  return error;
}
