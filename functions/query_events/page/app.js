// The views: each reads its question from the address (#/events?status=...), so that a view can be sent to others.
const view = document.getElementById("view");
const message = document.getElementById("message");
const say = (text) => { message.textContent = text; };
const address = (name, query) => `#/${name}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`;
const written = (value) => (value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));
const any = ["", "any"];
const BOTH = [
  { name: "account", title: "Account", placeholder: "12 digits" },
  { name: "region", title: "Region" },
  { name: "rule_name", title: "Rule" },
  { name: "resource_type", title: "Resource type", placeholder: "AWS::S3::Bucket" },
  { name: "resource_id", title: "Resource" },
  { name: "severity", title: "Severity", options: [any, ...SEVERITIES.toReversed().map((word) => [word, word])] },
];

const OVERDUE = { name: "overdue", title: "Due", options: [["", "any"], ["true", "overdue"]] };
const due = (item) => item.deadline_at && h("span", { class: item.overdue ? "bad" : null }, when(item.deadline_at));

const LISTS = {
  violations: {
    path: "compliance/violations",
    filters: [{ name: "status", title: "List", options: [["", "open"], ["resolved", "resolved"], ["excepted", "excepted"]] }, ...BOTH, OVERDUE],
    columns: [
      { title: "Severity", class: "nowrap", cell: (v) => severity(v.severity) },
      { title: "Rule", cell: (v) => h("a", { href: `#/violation/${v.id}` }, v.rule_name) },
      { title: "Resource", cell: (v) => [v.resource_id, h("div", { class: "soft" }, v.resource_type)] },
      { title: "Account", class: "nowrap", cell: (v) => v.account },
      { title: "Region", class: "nowrap", cell: (v) => v.region },
      { title: "Opened", class: "nowrap", cell: (v) => when(v.opened_at) },
      { title: "Age", class: "nowrap", cell: (v) => v.age || "" },
      { title: "Due", class: "nowrap", cell: due },
    ],
  },
  incidents: {
    path: "incidents",
    filters: [
      { name: "status", title: "List", options: [["", "open"], ["ended", "ended"], ["excepted", "excepted"]] },
      { name: "source", title: "Source", placeholder: "aws.guardduty" },
      ...BOTH.filter((f) => f.name !== "rule_name"), OVERDUE,
    ],
    columns: [
      { title: "Severity", class: "nowrap", cell: (i) => severity(i.severity) },
      { title: "Incident", cell: (i) => [h("a", { href: `#/incident/${i.id}` }, i.title), h("div", { class: "soft" }, `${i.source}, ${i.kind}`)] },
      { title: "Status", class: "nowrap", cell: (i) => i.status || "" },
      { title: "Account", class: "nowrap", cell: (i) => i.account },
      { title: "Region", class: "nowrap", cell: (i) => i.region },
      { title: "Opened", class: "nowrap", cell: (i) => when(i.opened_at) },
      { title: "Age", class: "nowrap", cell: (i) => i.age || "" },
      { title: "Due", class: "nowrap", cell: due },
    ],
  },
  exceptions: {
    path: "compliance/exceptions",
    filters: [{ name: "status", title: "List", options: [["", "active"], ["ended", "ended"]] }],
    columns: [
      { title: "Until", class: "nowrap", cell: (e) => (e.ended_at ? [when(e.ended_at), h("div", { class: "soft" }, "ended early")] : e.expires) },
      { title: "What", cell: (e) => [e.subject, h("div", { class: "soft" }, e.resource_id ? "" : "all resources")] },
      { title: "Account", class: "nowrap", cell: (e) => e.account || "all" },
      { title: "Why", cell: (e) => e.reason },
      { title: "Who", cell: (e) => [e.author, e.approved_by && h("div", { class: "soft" }, `agreed by ${e.approved_by}`)] },
      { title: "From", class: "nowrap", cell: (e) => e.origin },
    ],
  },
  events: {
    path: "events",
    filters: [
      { name: "source", title: "Source", placeholder: "aws.config" },
      { name: "status", title: "Status", placeholder: "NON_COMPLIANT" },
      ...BOTH,
      { name: "start_date", title: "From", type: "datetime-local" },
      { name: "end_date", title: "Before", type: "datetime-local" },
      { name: "direction", title: "Order", options: [["", "newest first"], ["asc", "oldest first"]] },
    ],
    columns: [
      { title: "Time", class: "nowrap", cell: (e) => when(e.published_at) },
      { title: "Severity", class: "nowrap", cell: (e) => severity(e.severity) },
      { title: "Event", cell: (e) => h("a", { href: `#/event/${encodeURIComponent(e.id)}` }, e.title || e.detail_type || e.id) },
      { title: "Status", class: "nowrap", cell: (e) => h("span", { class: e.status === "COMPLIANT" ? "good" : e.status === "NON_COMPLIANT" ? "bad" : null }, e.status || "") },
      { title: "Account", class: "nowrap", cell: (e) => e.account },
      { title: "Region", class: "nowrap", cell: (e) => e.region },
    ],
  },
};

// Dates are chosen in local time and sent in UTC.
const parametersOf = (query) => Object.fromEntries(Object.entries(query).map(([name, value]) => [name, name.endsWith("_date") && value ? new Date(value).toISOString() : value]));

async function showList(name, query) {
  const list = LISTS[name];
  const trail = [""]; // the cursor of each page so far
  const rows = h("section", {}, "Loading…");
  const filters = h("form", { class: "filters", onsubmit: (event) => {
    event.preventDefault();
    const chosen = Object.fromEntries(new FormData(event.target));
    if (address(name, chosen) === location.hash) show(); else location.hash = address(name, chosen);
  } }, list.filters.map((f) => field(f, query[f.name])), h("div", { class: "buttons" }, h("button", { class: "main" }, "Filter"), h("a", { href: `#/${name}` }, "Clear")));
  view.replaceChildren(h("section", {}, filters), rows);

  async function page() {
    const cursor = trail.at(-1);
    const result = await (await ask(list.path, { ...parametersOf(query), limit: "25", cursor })).json();
    const go = (title, step, possible) => h("button", { type: "button", disabled: !possible, onclick: () => { step(); attempt(page); } }, title);
    rows.replaceChildren(
      result.items.length ? table(list.columns, result.items, name) : h("p", {}, result.cursor ? "Nothing so far; the search goes on with the next page." : "Nothing matches."),
      h("div", { class: "buttons" },
        go("Previous", () => trail.pop(), trail.length > 1), go("Next", () => trail.push(result.cursor), result.cursor),
        h("span", { class: "soft grow" }, `Page ${trail.length}`),
        ...[["CSV", "text/csv"], ["JSON lines", "application/x-ndjson"]].map(([title, type]) =>
          h("button", { type: "button", onclick: () => attempt(() => exportAll(list.path, parametersOf(query), type)) }, `Export ${title}`))));
  }
  await page();
}

async function exportAll(path, query, type) {
  say("ExportRequest…");
  const answer = await ask(path, query, `${type}, application/json;q=0.5`);
  if (answer.headers.get("content-type").startsWith("application/json")) {
    const file = await answer.json();
    const more = file.cursor && h("button", { type: "button", onclick: () => attempt(() => exportAll(path, { ...query, cursor: file.cursor }, type)) }, "Export what follows");
    message.replaceChildren(h("a", { href: file.url }, `Download ${file.rows} rows`), " (the link ends after 15 minutes) ", more || "");
    return;
  }
  const url = URL.createObjectURL(await answer.blob());
  h("a", { href: url, download: `${path.split("/").pop()}.${type === "text/csv" ? "csv" : "ndjson"}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
  say("Exported.");
}

async function showOverview() {
  const all = await (await ask("compliance/summary")).json();
  const change = (points) => (points === null ? "–" : h("span", { class: points < 0 ? "bad" : "good" }, `${points < 0 ? "−" : "+"}${Math.abs(points)} points`));
  const score = (counts) => (counts.score === "n/a" ? "n/a" : `${counts.score} %`);
  const figure = (value, title) => h("div", { class: "figure" }, h("b", {}, value), title);
  view.replaceChildren(
    h("section", {}, h("div", { class: "figures" },
      figure(score(all), `of ${all.n} pairs of rule and resource comply`), figure(change(all.since_yesterday), "since yesterday"), figure(change(all.since_last_week), "since last week"),
      ...Object.entries(all.open_by_severity).filter(([word, n]) => n || ["critical", "high"].includes(word)).map(([word, n]) =>
        figure(h("a", { class: word, href: address("violations", { severity: word }) }, n), `${word}, open`)),
      figure(h("a", { href: address("violations", { status: "excepted" }) }, all.excepted), "excepted"))),
    h("section", {}, table([
      { title: "Account", class: "nowrap", cell: (a) => h("a", { href: address("violations", { account: a.account }) }, a.account) },
      { title: "Score", number: true, cell: score }, { title: "Pairs", number: true, cell: (a) => a.n }, { title: "Open", number: true, cell: (a) => a.non_compliant },
      { title: "Critical", number: true, cell: (a) => a.open_by_severity.critical }, { title: "High", number: true, cell: (a) => a.open_by_severity.high },
      { title: "Since yesterday", number: true, cell: (a) => change(a.since_yesterday) }, { title: "Since last week", number: true, cell: (a) => change(a.since_last_week) },
    ], all.accounts, "accounts")));
}

async function showViolation(id) {
  const v = await (await ask(`compliance/violations/${encodeURIComponent(id)}`)).json();
  const events = address("events", { resource_id: v.resource_id, account: v.account, rule_name: v.rule_name });
  view.replaceChildren(h("section", {}, h("h2", {}, v.rule_name),
    facts([["Severity", severity(v.severity)], ["Resource", `${v.resource_type} ${v.resource_id}`], ["Name", v.resource_name], ["Owner", v.resource_owner], ["Account", `${v.account}, ${v.region}`], ["Status", v.status],
      ["Opened", when(v.opened_at)], ["Resolved", v.resolved_at && [when(v.resolved_at), ` (${v.closed_as})`]], ["Age", v.age], ["Due", due(v)], ["Acknowledged by", v.acknowledged_by], ["Opened again", v.reopened || null],
      ["What the rule says", v.annotation], ["Exception", v.exception && `${v.exception} (until ${v.excepted_until || "further notice"})`], ["Copies of the rule", v.rule_names.join(", ")]]),
    h("h2", {}, "Timeline"),
    v.summed_up_before && h("p", { class: "soft" }, "What came before ", when(v.summed_up_before), " is summed up."),
    h("ol", { class: "timeline" }, v.timeline.map((t) => h("li", { class: t.status }, h("b", {}, t.status), " ", when(t.at), h("div", { class: "soft" }, t.rule_name === "*" ? "the resource was removed" : t.rule_name), t.not_notified_because && h("div", { class: "soft" }, `Not notified at once: ${t.not_notified_because}`)))),
    v.changes.length ? h("h2", {}, "What changed of the resource") : null,
    v.changes.map((c) => h("div", {}, h("b", {}, c.change_type || "Recorded"), " ", when(c.at), h("ul", {}, Object.entries(c.properties).map(([path, p]) => h("li", {}, path, h("div", { class: "soft" }, `${written(p?.previousValue)} → ${written(p?.updatedValue)}`)))))),
    h("p", {}, h("a", { href: events }, "All events of this resource and rule"))));
}

async function showIncident(id) {
  const i = await (await ask(`incidents/${encodeURIComponent(id)}`)).json();
  const events = address("events", { source: i.source, account: i.account, resource_id: i.resource_id });
  view.replaceChildren(h("section", {}, h("h2", {}, i.title),
    facts([["Severity", severity(i.severity)], ["Source", `${i.source}, ${i.kind}`], ["Resource", i.resource_id && `${i.resource_type} ${i.resource_id}`], ["Account", `${i.account}, ${i.region}`],
      ["Status", i.status], ["Opened", when(i.opened_at)], ["Ended", i.resolved_at && [when(i.resolved_at), ` (${i.closed_as})`]], ["Age", i.age], ["Due", due(i)], ["Acknowledged by", i.acknowledged_by], ["Opened again", i.reopened || null],
      ["Times seen", i.count > 1 ? i.count : null], ["Begins", i.starts_at && when(i.starts_at)], ["Ends", i.ends_at && when(i.ends_at)], ["Affected", i.entities.join(", ")],
      ["What the source says", i.annotation], ["What to do", i.remediation], ["Exception", i.exception && `${i.exception} (until ${i.excepted_until || "further notice"})`], ["", consoleLink(i.console_url)]]),
    h("h2", {}, "Timeline"),
    i.summed_up_before && h("p", { class: "soft" }, "What came before ", when(i.summed_up_before), " is summed up."),
    h("ol", { class: "timeline" }, i.timeline.map((t) => h("li", { class: t.phase === "opened" ? "NON_COMPLIANT" : t.phase === "ended" ? "COMPLIANT" : null }, h("b", {}, t.status || t.phase), " ", when(t.at),
      h("div", { class: "soft" }, [t.ended_as && `ended: ${t.ended_as}`, t.not_notified_because].filter(Boolean).join(". "))))),
    h("p", {}, h("a", { href: events }, "All events of this resource and source"))));
}

async function showEvent(id) {
  const e = await (await ask(`events/${encodeURIComponent(id)}`)).json();
  let detail = e.detail;
  try { detail = JSON.stringify(JSON.parse(e.detail), null, 2); } catch { /* old rows may hold anything: shown as it is */ }
  view.replaceChildren(h("section", {}, h("h2", {}, e.title || e.detail_type || e.id),
    facts([["Time", when(e.published_at)], ["Severity", severity(e.severity)], ["Source", `${e.source}, ${e.detail_type}`], ["Account", `${e.account}, ${e.region}`], ["Status", e.status],
      ["Before", e.previous_status], ["Rule", e.rule_name], ["Resource", e.resource_id && `${e.resource_type} ${e.resource_id}`], ["What the source says", e.annotation], ["Notified", e.notification?.sent_at && [when(e.notification.sent_at), ` in ${e.notification.channel}`]], ["Not notified at once", e.not_notified_because], ["", consoleLink(e.console_url)], ["Id", e.id]]),
    h("pre", { tabindex: "0" }, detail || "")));
}

const VIEWS = { overview: showOverview, violations: (_, q) => showList("violations", q), incidents: (_, q) => showList("incidents", q), exceptions: (_, q) => showList("exceptions", q), events: (_, q) => showList("events", q), violation: showViolation, incident: showIncident, event: showEvent };

async function attempt(work) {
  say("");
  view.setAttribute("aria-busy", "true");
  try { await work(); } catch (error) {
    say(error.message);
    if (error.forbidden) openAccess();
  } finally { view.removeAttribute("aria-busy"); }
}

function show() {
  const [path, query] = (location.hash.slice(2) || "overview").split("?");
  const [name, ...rest] = path.split("/");
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash.slice(2).startsWith(name)) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  view.replaceChildren(h("section", {}, "Loading…"));
  if (!access) return openAccess();
  return attempt(() => (Object.hasOwn(VIEWS, name) ? VIEWS[name] : showOverview)(decodeURIComponent(rest.join("/")), Object.fromEntries(new URLSearchParams(query))));
}

const dialog = document.getElementById("access");
const form = document.getElementById("access-form");
function openAccess() {
  form.region.value ||= access?.region || (inHost ? inHost[1] : "us-east-1");
  if (!dialog.open) dialog.showModal();
}
dialog.addEventListener("close", () => {
  const entered = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  form.reset();
  if (dialog.returnValue !== "use") return;
  access = entered.bearer ? { bearer: entered.bearer } : entered;
  show();
  if (!entered.bearer && entered.accessKey.startsWith("AKIA")) {
    say("This key is long-lived: whoever gets it keeps it. Use temporary credentials, and delete the key if it was only for this page.");
  }
});
document.getElementById("access-button").addEventListener("click", openAccess);
addEventListener("hashchange", show);
show();
