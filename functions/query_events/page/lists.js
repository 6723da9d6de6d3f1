// The lists: what each can be asked for, how a row looks, and walking through the pages.
const SIZE = 25, REQUESTS = 12;
const address = (name, query) => `#/${name}?${new URLSearchParams(Object.entries(query).filter(([, value]) => value))}`;
const any = ["", "any"];
const ACCOUNT = { name: "account", title: "Account", hint: "name or number" };
const REGION = { name: "region", title: "Region" };
const RULE = { name: "rule_name", title: "Rule", hint: "part of a name" };
const RESOURCE_TYPE = { name: "resource_type", title: "Resource type", hint: "part, such as s3" };
const RESOURCE = { name: "resource_id", title: "Resource", hint: "id, or a part" };
const SEVERITY = { name: "severity", title: "Severity", options: [any, ...WORST_FIRST.map((word) => [word, word])] };
const OVERDUE = { name: "overdue", title: "Due", options: [any, ["true", "overdue"]] };
const ORDER = { name: "order", title: "Order", options: [["", "worst first"], ["oldest", "oldest first"]], ownUse: true };
const dueAndWho = (item) => [due(item), item.acknowledged_by && soft(`acknowledged by ${item.acknowledged_by}`)];
const place = (item) => [accountName(item.account) || item.account || "", h("div", { class: "soft nowrap" }, [accountName(item.account) && item.account, item.region].filter(Boolean).join(", "))];

const LISTS = {
  violations: {
    path: "compliance/violations", title: "Violations", worstFirst: true,
    filters: [{ name: "status", title: "List", options: [["", "open"], ["resolved", "resolved"], ["excepted", "excepted"]] }, SEVERITY, ACCOUNT, RULE, RESOURCE, RESOURCE_TYPE, REGION, OVERDUE, ORDER],
    columns: [
      { title: "Severity", class: "nowrap", cell: (v) => severity(v.severity) },
      { title: "Rule", cell: (v) => h("a", { href: `#/violation/${v.id}` }, v.rule_name) },
      { title: "Resource", cell: (v) => [v.resource_name || v.resource_id, soft(typed(v.resource_type), v.resource_name && `, ${v.resource_id}`)] },
      { title: "Account", cell: place },
      { title: "Opened", class: "nowrap", cell: (v) => [when(v.opened_at), v.age && soft(`for ${v.age}`)] },
      { title: "Due", cell: dueAndWho },
    ],
  },
  incidents: {
    path: "incidents", title: "Incidents", worstFirst: true,
    filters: [{ name: "status", title: "List", options: [["", "open"], ["ended", "ended"], ["excepted", "excepted"]] }, SEVERITY, ACCOUNT, { name: "source", title: "Source", hint: "such as guardduty" }, { ...RESOURCE, hint: "id" }, RESOURCE_TYPE, REGION, OVERDUE, ORDER],
    columns: [
      { title: "Severity", class: "nowrap", cell: (i) => severity(i.severity) },
      { title: "Incident", cell: (i) => [h("a", { href: `#/incident/${i.id}` }, i.title), soft(`${i.source}, ${i.kind}`)] },
      { title: "Status", class: "nowrap", cell: (i) => i.status || "" },
      { title: "Account", cell: place },
      { title: "Opened", class: "nowrap", cell: (i) => [when(i.opened_at), i.age && soft(`for ${i.age}`)] },
      { title: "Due", cell: dueAndWho },
    ],
  },
  exceptions: {
    path: "compliance/exceptions", title: "Exceptions",
    filters: [{ name: "status", title: "List", options: [["", "in force"], ["ended", "ended"]] }],
    columns: [
      { title: "Until", class: "nowrap", cell: (e) => (e.ended_at ? [when(e.ended_at), soft("ended early")] : `${e.expires} UTC`) },
      { title: "What", cell: (e) => [excepted(e), soft(e.resource_id ? "" : "all resources")] },
      { title: "Account", cell: (e) => (e.account ? account(e.account) : "all") },
      { title: "Why", cell: (e) => e.reason },
      { title: "Who", cell: (e) => [e.author, e.approved_by && soft(`agreed by ${e.approved_by}`)] },
      { title: "From", class: "nowrap", cell: (e) => e.origin },
    ],
  },
  events: {
    path: "events", title: "Events",
    filters: [{ name: "source", title: "Source", hint: "such as health" }, { name: "status", title: "Status", hint: "such as non_compliant" }, SEVERITY, ACCOUNT, RULE, RESOURCE, RESOURCE_TYPE, REGION,
      { name: "start_date", title: `From (${zone()})`, type: "datetime-local" }, { name: "end_date", title: `Before (${zone()})`, type: "datetime-local" },
      { name: "direction", title: "Order", options: [["", "newest first"], ["asc", "oldest first"]] }],
    columns: [
      { title: "Time", class: "nowrap", cell: (e) => when(e.published_at) },
      { title: "Severity", class: "nowrap", cell: (e) => severity(e.severity) },
      { title: "Event", cell: (e) => [h("a", { href: `#/event/${encodeURIComponent(e.id)}` }, e.title || e.detail_type || e.id), soft(e.source)] },
      { title: "Status", class: "nowrap", cell: (e) => h("span", { class: e.status === "COMPLIANT" ? "good" : e.status === "NON_COMPLIANT" ? "bad" : null }, e.status || "") },
      { title: "Account", cell: place },
    ],
  },
};

// A person's exception leads to what it is about; a pattern of the policy is about whatever matches.
const excepted = (e) => (e.origin === "policy" || !e.rule_name ? e.subject
  : h("a", { href: address("violations", { status: "excepted", rule_name: e.rule_name, account: e.account, resource_id: e.resource_id }) }, e.subject));

// What the API is asked: dates are chosen in local time and sent in UTC.
const asked = (list, query) => Object.fromEntries(list.filters.filter((f) => query[f.name] && !f.ownUse)
  .map((f) => [f.name, f.type === "datetime-local" && !isNaN(new Date(query[f.name])) ? new Date(query[f.name]).toISOString() : query[f.name]]));

// One page from a position; worst first, as the API lists by time, is each severity's list after the other.
async function pageOf(list, query, position) {
  const parameters = asked(list, query);
  const severities = list.worstFirst && !query.order && !parameters.severity ? WORST_FIRST : [parameters.severity];
  const items = [];
  let { at, cursor } = position;
  for (let requests = 0; at < severities.length && requests < REQUESTS; requests++) {
    if (items.length === SIZE && cursor) break;
    const limit = Math.max(SIZE - items.length, 1);
    const result = await askJson(list.path, { ...parameters, severity: severities[at], limit: String(limit), cursor });
    if (items.length === SIZE && result.items.length) return { items, next: { at, cursor: null } };
    items.push(...result.items);
    cursor = result.cursor;
    if (!cursor) at++;
  }
  return { items, next: at < severities.length ? { at, cursor } : null };
}

function field({ name, title, options, type, hint }, value) {
  const list = options ? null : h("datalist", { id: `known-${name}` });
  const input = options
    ? h("select", { name }, options.map(([v, text]) => h("option", { value: v }, text)))
    : h("input", { name, type: type || "text", placeholder: hint, spellcheck: "false", autocomplete: "off", autocapitalize: "none", list: type ? null : `known-${name}` });
  input.value = type ? value || "" : options ? value || "" : shownValue(name, value);
  return h("label", {}, title, input, list);
}

function fillKnown(form) {
  for (const list of form.querySelectorAll("datalist")) {
    if (!list.options.length) list.append(...knownOf(list.id.slice(6)).map(({ shown, hint }) => h("option", { value: shown, label: hint ? `${shown} – ${hint}` : null })));
  }
}

const phrases = (list, query) => list.filters.filter((f) => query[f.name]).map((f) => `${f.title.replace(/ \(.*/, "").toLowerCase()} ${f.options?.find(([v]) => v === query[f.name])?.[1] ?? shownValue(f.name, query[f.name])}`);

// The list of a view; asked again under other filters, it keeps the form and with it the focus.
async function showList(name, query, memory) {
  const list = LISTS[name];
  const trail = memory.trail || [{ at: 0, cursor: null }]; // where each page so far began
  let form = view.querySelector(`form[data-list="${name}"]`);
  const fresh = !form;
  const rows = fresh ? h("section", { "aria-busy": "true" }, h("p", {}, "Loading…")) : view.querySelector(".rows");
  if (fresh) form = h("form", { class: "filters", "data-list": name, onsubmit: (event) => { event.preventDefault(); choose(name, form, rows); } });
  rows.className = "rows";
  const fill = () => {
    for (const f of list.filters) form.elements[f.name].value = f.options || f.type ? query[f.name] || "" : shownValue(f.name, query[f.name]);
    const said = phrases(list, query);
    summary.textContent = said.length ? `Filters: ${said.join(", ")}` : "Filters";
  };
  const summary = fresh ? h("summary", {}, "Filters") : view.querySelector("summary");
  if (fresh) {
    form.append(...list.filters.map((f) => field(f, query[f.name])), h("div", { class: "buttons" }, h("button", { class: "main" }, "Filter"), h("a", { href: `#/${name}`, "data-key": "clear" }, "Clear")));
    view.replaceChildren(h("section", {}, heading(list.title), h("details", { open: !matchMedia("(max-width: 46rem)").matches }, summary, form)), rows);
  }
  fill();

  async function page() {
    rows.setAttribute("aria-busy", "true");
    const signal = leaving.signal;
    const [result] = await Promise.all([pageOf(list, query, trail.at(-1)), learnNames()]);
    if (signal.aborted) return;
    fillKnown(form);
    if (!form.contains(document.activeElement)) fill();
    memory.trail = trail;
    const go = (key, title, step, possible) => h("button", { type: "button", "data-key": key, disabled: !possible, onclick: () => turn(step, key) }, title);
    rows.removeAttribute("aria-busy");
    rows.replaceChildren(
      result.items.length ? table(list.columns, result.items, list.title) : h("p", {}, result.next ? "Nothing so far; the search goes on with the next page." : trail.length > 1 ? "Nothing follows." : "Nothing matches."),
      h("div", { class: "buttons" },
        go("previous", "Previous", () => trail.pop(), trail.length > 1), go("next", "Next", () => trail.push(result.next), result.next),
        h("span", { class: "soft grow" }, `Page ${trail.length}`),
        [["CSV", "text/csv"], ["JSON lines", "application/x-ndjson"]].map(([title, type]) =>
          h("button", { type: "button", "data-key": title, onclick: () => attempt(() => exportAll(list.path, asked(list, query), type)) }, `Export ${title}`))));
  }

  async function turn(step, key) {
    step();
    await attempt(page);
    scrollTo(0, Math.min(scrollY, rows.offsetTop - 8));
    const button = rows.querySelector(`[data-key="${key}"]:enabled`) || rows.querySelector("[data-key]:enabled");
    button?.focus({ preventScroll: true });
  }
  const signal = leaving.signal;
  const unknown = Object.keys(query).find((key) => !list.filters.some((f) => f.name === key));
  try {
    if (unknown) throw new Error(`${list.title} cannot be filtered by “${unknown}”.`);
    await page();
  } catch (error) {
    if (signal.aborted || error.forbidden) throw error;
    rows.removeAttribute("aria-busy");
    rows.replaceChildren(whatFailed(error));
  }
}

// Applies the filters: a part of a name that means one thing is that thing, and of several one is asked which.
function choose(name, form, rows) {
  const list = LISTS[name], query = {};
  for (const f of list.filters) {
    const text = form.elements[f.name].value.trim();
    const possible = text && !f.options && !f.type ? meant(f.name, text) : [];
    if (f.name === "account" && text && !possible.length && !/^\d{12}$/.test(text)) {
      say(`No account is called “${text}”; an unknown one is found by its 12 digits.`);
      return form.elements[f.name].focus();
    }
    query[f.name] = possible.length === 1 ? possible[0].value : text;
    if (possible.length > 1) {
      const rest = Object.fromEntries(list.filters.map((other) => [other.name, other === f ? "" : query[other.name] ?? form.elements[other.name].value.trim()]));
      return askWhich(name, f, text, possible, rest, rows);
    }
  }
  if (address(name, query) === location.hash) show(); else location.hash = address(name, query);
}

function askWhich(name, f, text, possible, rest, rows) {
  const title = heading(`Which ${f.title.toLowerCase()}? ${possible.length} match “${text}”.`);
  rows.replaceChildren(title, h("ul", {}, possible.slice(0, 30).map(({ value, shown, hint }) => h("li", {}, h("a", { href: address(name, { ...rest, [f.name]: value }) }, shown), hint && soft(hint)))),
    possible.length > 30 ? h("p", { class: "soft" }, `${possible.length - 30} more: type more of the name.`) : "");
  title.focus();
}

async function exportAll(path, query, type) {
  say("Exporting…");
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
