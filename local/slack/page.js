// Clicks, dialogs and commands go to this server, which sends the hub what Slack would send; what changes is shown at once.
const $ = (id) => document.getElementById(id);
const here = () => ({ user: $("user").value, channel: $("messages").dataset.channel });
let last = null;

async function send(path, asked) {
  const answer = await fetch(path, { method: "POST", body: JSON.stringify({ ...here(), ...asked }) });
  const text = await answer.text();
  $("trouble").textContent = answer.ok ? "" : `Slack would show a warning: the app answered ${answer.status} ${text}`;
  await refresh();
  return answer.ok && text.startsWith("{") ? JSON.parse(text) : {};
}

async function refresh() {
  const text = await (await fetch(location.href)).text().catch(() => last);
  if (text === last) return;
  const [before, box] = [last, $("messages")];
  last = text;
  if (before === null) return;
  const next = new DOMParser().parseFromString(text, "text/html");
  const focused = addressOf(document.activeElement);
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  $("channels").innerHTML = next.getElementById("channels").innerHTML;
  box.innerHTML = next.getElementById("messages").innerHTML;
  if (atEnd) toEnd();
  if (focused && document.activeElement === document.body) focusAgain(focused);
  const [shown, opened] = [document.querySelector("dialog"), next.querySelector("dialog")];
  if (shown?.id !== opened?.id) {
    shown?.remove();
    if (opened) $("dialogs").append(opened);
    show();
  }
}

function toEnd() {
  $("messages").scrollTop = $("messages").scrollHeight;
}

// Where the focus is, as its message and what it does, since the element itself does not outlive a change.
const addressOf = (element) => [element.closest("article")?.id, element.dataset.action ?? element.href ?? element.tagName];

function focusAgain([ts, what]) {
  const message = ts ? document.getElementById(ts) : $("channels");
  const controls = [...(message?.querySelectorAll("a, button, select, summary") ?? [])];
  (controls.find((control) => addressOf(control)[1] === what) ?? controls[0] ?? $("messages")).focus({ preventScroll: true });
}

function show() {
  const dialog = document.querySelector("dialog");
  dialog?.addEventListener("cancel", close);
  dialog?.showModal();
}

function close() {
  fetch(`/views/${document.querySelector("dialog").id}`, { method: "DELETE" }).then(refresh);
}

// Arrow keys would choose the next option at once; they open the list, and Enter chooses.
document.addEventListener("keydown", (event) => {
  if (!event.target.matches("select") || !["ArrowDown", "ArrowUp"].includes(event.key) || event.altKey) return;
  event.preventDefault();
  event.target.showPicker();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-action]");
  if (button) send("/interactions", { ts: button.closest("article").id, action: button.dataset.action });
  if (event.target.closest("[data-close]")) close();
});

document.addEventListener("change", (event) => {
  const { dataset, value } = event.target;
  if (event.target.id === "user") location.search = new URLSearchParams(here());
  if (dataset.action && value)
    send("/interactions", { ts: event.target.closest("article").id, action: dataset.action, values: { chosen: value } });
});

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const filled = Object.fromEntries(new FormData(event.target));
  if (event.target.id === "composer") {
    const [command, ...rest] = filled.text.trim().split(/\s+/);
    event.target.reset();
    if (command.startsWith("/")) await send("/commands", { command, text: rest.join(" ") });
    toEnd(); // where the answer will be
    return;
  }
  const dialog = event.target.closest("dialog");
  const { errors = {} } = await send("/interactions", { view_id: dialog.id, values: filled });
  dialog.querySelectorAll(".fault").forEach((fault) => (fault.textContent = errors[fault.dataset.block] ?? ""));
});

toEnd();
show();
refresh();
setInterval(refresh, 1500);
