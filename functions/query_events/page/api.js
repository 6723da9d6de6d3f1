// Asks the API. A view that is left takes its questions with it, and none waits for ever.
let leaving = new AbortController();

async function ask(path, query = {}, accept = "application/json", signal = leaving.signal) {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) if (value) url.searchParams.set(name, value);
  // Spaces as %20: in a signature a plus sign is a plus sign.
  url.search = url.search.replace(/\+/g, "%20");
  const headers = { ...(await authorization(url)), accept };
  const credentials = accessMode === "served" ? "same-origin" : "omit";
  for (let pause = 400; ; pause *= 2) {
    let answer;
    try {
      answer = await fetch(url, { headers, redirect: "error", credentials, cache: "no-store", signal: AbortSignal.any([signal, AbortSignal.timeout(35000)]) });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Error(error.name === "TimeoutError" ? "The API has not answered for 35 seconds." : "The API cannot be reached from here.");
    }
    if (answer.ok) return answer;
    if (![429, 503].includes(answer.status) || pause > 1600) throw await refusal(answer);
    await new Promise((done) => setTimeout(done, pause)); // busy: asked again, three times
    signal.throwIfAborted();
  }
}

const askJson = async (path, query) => (await ask(path, query)).json();

async function refusal(answer) {
  const body = await answer.json().catch(() => ({}));
  const ended = answer.status === 401 && canSignIn;
  const error = new Error(ended ? "Your sign-in has ended." : body.detail || body.message || body.Message || `The API answered ${answer.status}.`);
  error.forbidden = answer.status === 401 || answer.status === 403;
  return error;
}
