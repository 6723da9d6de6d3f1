// Signs requests with AWS Signature Version 4, by the browser's own cryptography.
const utf8 = new TextEncoder();
const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, "0")).join("");
const sha256 = async (text) => hex(await crypto.subtle.digest("SHA-256", utf8.encode(text)));

async function hmac(key, text) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return crypto.subtle.sign("HMAC", imported, utf8.encode(text));
}

// encodeURIComponent leaves five characters alone that AWS wants encoded.
const encoded = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());

async function signedHeaders(url, { accessKey, secretKey, sessionToken, region }, now = new Date()) {
  const stamp = now.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const scope = `${day}/${region}/execute-api/aws4_request`;
  const headers = { host: url.host, "x-amz-date": stamp };
  if (sessionToken) headers["x-amz-security-token"] = sessionToken;
  const names = Object.keys(headers).sort();
  const query = [...url.searchParams].map(([name, value]) => [encoded(name), encoded(value)])
    .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1)).map((pair) => pair.join("=")).join("&");
  const path = url.pathname.split("/").map(encoded).join("/");
  const request = ["GET", path, query, ...names.map((name) => `${name}:${headers[name]}`), "", names.join(";"), await sha256("")];
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, await sha256(request.join("\n"))].join("\n");
  let key = utf8.encode("AWS4" + secretKey);
  for (const part of [day, region, "execute-api", "aws4_request"]) key = await hmac(key, part);
  const signature = hex(await hmac(key, toSign));
  delete headers.host; // the browser's to set
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return headers;
}
