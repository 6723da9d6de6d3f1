// The views by address (#/events?status=...), so that one can be sent to others, and what stays when one goes and returns.
const view = document.getElementById("view");
const message = document.getElementById("message");
const say = (text) => { message.textContent = text; };
const VIEWS = new Map([["overview", overview], ["violation", violation], ["incident", incident], ["event", event]]);

// What a place in the browser's history looked like: its page, how far it was scrolled, and where the focus was.
const places = new Map(JSON.parse(sessionStorage.getItem("places") || "[]"));
let here = null;
history.scrollRestoration = "manual";
const focusKey = () => document.activeElement?.getAttribute?.("data-key") || document.activeElement?.getAttribute?.("href") || document.activeElement?.name || null;

function leave() {
  if (!here) return;
  Object.assign(here.memory, { scroll: scrollY, focus: focusKey() });
  places.delete(here.key);
  places.set(here.key, here.memory);
  sessionStorage.setItem("places", JSON.stringify([...places].slice(-50)));
}

function arrive() {
  if (!history.state?.key) history.replaceState({ key: `${Date.now()}-${Math.random()}`, depth: here ? here.depth + 1 : 0 }, "");
  const known = places.get(history.state.key);
  here = { key: history.state.key, depth: history.state.depth, memory: known || {} };
  return known;
}

const parsed = (hash) => {
  const [path, query] = (hash.slice(2) || "overview").split("?");
  const [name, ...rest] = path.split("/");
  return { name, id: decodeURIComponent(rest.join("/")), query: Object.fromEntries(new URLSearchParams(query)) };
};

async function show() {
  leaving.abort();
  leaving = new AbortController();
  const signal = leaving.signal, before = document.activeElement, known = places.get(here.key);
  say("");
  let wanted;
  try { wanted = parsed(location.hash); } catch { return problem(new Error("This address is broken.")); }
  for (const link of document.querySelectorAll("nav a")) {
    const name = link.hash.slice(2);
    if (name === wanted.name || name === `${wanted.name}s`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  showAccess();
  if (!access) return offerAccess();
  try {
    if (Object.hasOwn(LISTS, wanted.name)) await showList(wanted.name, wanted.query, here.memory);
    else if (!VIEWS.has(wanted.name)) return problem(new Error("There is nothing at this address."));
    else {
      const slow = setTimeout(() => !signal.aborted && view.replaceChildren(h("section", {}, h("p", {}, "Loading…"))), 150);
      view.setAttribute("aria-busy", "true");
      const nodes = await VIEWS.get(wanted.name)(wanted.id).finally(() => clearTimeout(slow));
      if (signal.aborted) return;
      view.replaceChildren(...[nodes].flat());
    }
    if (signal.aborted) return;
    document.title = `${view.querySelector("h2")?.textContent || "Overview"} · AWS Config Monitor`;
    settle(known, before);
  } catch (error) {
    if (!signal.aborted) problem(error);
  } finally {
    if (!signal.aborted) view.removeAttribute("aria-busy");
  }
}

// Back at a place everything is where it was; at a new one reading begins at the top, and the focus stays if it can.
function settle(known, before) {
  if (known) {
    const last = known.focus && [...document.querySelectorAll("a, button, input, select")].find((e) => [e.getAttribute("data-key"), e.getAttribute("href"), e.name].includes(known.focus));
    last?.focus({ preventScroll: true });
    scrollTo(0, known.scroll || 0);
    return;
  }
  if (before?.isConnected && before !== document.body) return;
  if (here.depth) view.querySelector("h2")?.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function problem(error) {
  view.removeAttribute("aria-busy");
  view.replaceChildren(h("section", {}, heading("This cannot be shown"), whatFailed(error)));
  document.title = "AWS Config Monitor";
}

const whatFailed = (error) => h("div", { role: "alert" }, h("p", {}, error.message),
  error.forbidden && accessMode === "served" && /expired/i.test(error.message) ? h("p", {}, "Renew your AWS credentials and run ", h("code", {}, "make page"), " again.") : null, h("div", { class: "buttons" },
  error.forbidden && accessMode !== "served" ? accessButton() : null,
  h("button", { type: "button", onclick: () => show() }, "Try again"), h("a", { href: "#/overview" }, "Overview")));

async function attempt(work) {
  const signal = leaving.signal;
  say("");
  try { await work(); } catch (error) { if (!signal.aborted) say(error.message); }
  if (!signal.aborted) for (const busy of view.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
}

const dialog = document.getElementById("access");
const form = document.getElementById("access-form");
const accessButton = () => (canSignIn ? h("button", { type: "button", class: "main", onclick: () => beginSignIn() }, "Sign in")
  : h("button", { type: "button", class: "main", onclick: openAccess }, accessMode === "pool" ? "Enter a token" : "Enter credentials"));

function showAccess() {
  const button = document.getElementById("access-button");
  button.hidden = accessMode === "served";
  document.getElementById("caller").textContent = setting("caller");
  button.textContent = !canSignIn ? "Access" : access ? "Sign out" : "Sign in";
  button.onclick = !canSignIn ? openAccess : access ? signOut : () => beginSignIn();
}

function offerAccess(error) {
  view.replaceChildren(h("section", {}, heading("Who is asking?"), error ? h("p", { role: "alert", class: "bad" }, error.message) : null,
    accessMode === "pool" ? h("p", {}, "This page shows what the API answers to you, once you have signed in.")
      : [h("p", {}, "This page shows what the API answers to you. The easiest way: run ", h("code", {}, "make page"), " in the project with your AWS profile; it opens this page and signs for you, and you type nothing."),
        h("p", {}, "It is running already? ", h("a", { href: `http://127.0.0.1:8750/${location.hash}` }, "Open this view there."), " Or enter temporary credentials here.")],
    h("div", { class: "buttons" }, accessButton())));
}

function openAccess() {
  if (form.region) form.region.value ||= access?.region || (inHost ? inHost[1] : "us-east-1");
  if (!dialog.open) dialog.showModal();
}

form.addEventListener("submit", (event) => {
  const entered = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  access = entered.bearer ? { bearer: entered.bearer } : entered;
  show().then(() => entered.accessKey?.startsWith("AKIA")
    && say("This key is long-lived: whoever gets it keeps it. Use temporary credentials, and delete the key if it was only for this page."));
});
document.getElementById("access-cancel").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => form.reset());
for (const part of dialog.querySelectorAll("[data-mode]")) if (part.dataset.mode !== (accessMode === "pool" ? "pool" : "iam")) part.remove();

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || dialog.open || event.target.closest("input, select, textarea")) return;
  const back = view.querySelector("[data-back]");
  if (back) { event.preventDefault(); back.click(); }
});
// From a detail the way back is the one that was come by, if it was come by from here.
view.addEventListener("click", (event) => {
  if (event.target.closest("[data-back]") && here.depth && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); history.back(); }
});
addEventListener("hashchange", () => { leave(); arrive(); show(); });
addEventListener("pagehide", leave);
arrive();
endSignIn().then(show, (error) => { showAccess(); offerAccess(error); });
