// The overview, and one violation, incident or event in full.
const written = (value) => (value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value));
const change = (points) => (!Number.isFinite(points) ? h("span", { class: "soft", title: "no data for that day" }, "no data")
  : points === 0 ? h("span", { class: "soft" }, "no change") : h("span", { class: points < 0 ? "bad" : "good" }, `${points < 0 ? "−" : "+"}${Math.abs(points)} points`));
const score = (counts) => (counts.score === "n/a" ? "n/a" : `${counts.score} %`);

async function overview() {
  const [all] = await Promise.all([askJson("compliance/summary"), learnNames()]);
  const figure = (value, title) => h("div", { class: "figure" }, h("b", {}, value), title);
  const open = (row, word) => (row.open_by_severity[word] ? h("a", { href: address("violations", { account: row.account, severity: word }) }, row.open_by_severity[word]) : 0);
  return [
    h("section", {}, heading("Overview"), h("div", { class: "figures" },
      figure(score(all), `of ${all.n} pairs comply`), figure(change(all.since_yesterday), "since yesterday"), figure(change(all.since_last_week), "since last week"),
      Object.entries(all.open_by_severity).filter(([word, n]) => n || ["critical", "high"].includes(word)).map(([word, n]) =>
        figure(h("a", { class: SEVERITIES.includes(word) ? word : null, href: address("violations", { severity: word }) }, n), `${word}, open`)),
      figure(h("a", { href: address("violations", { status: "excepted" }) }, all.excepted), "excepted")),
    h("p", { class: "soft" }, "A pair is one rule and one resource that it judges. As of ", when(all.as_of), ". ", h("a", { href: address("violations", { overdue: "true" }) }, "What is overdue"), " · ", h("a", { href: "#/incidents" }, "Open incidents"))),
    h("section", {}, all.accounts.length ? table([
      { title: "Account", cell: (a) => [h("a", { href: address("violations", { account: a.account }) }, accountName(a.account) || a.account), accountName(a.account) && soft(a.account)] },
      { title: "Team", cell: (a) => team(a.account) || "" },
      { title: "Score", number: true, cell: score }, { title: "Pairs", number: true, cell: (a) => a.n }, { title: "Open", number: true, cell: (a) => a.non_compliant },
      { title: "Critical", number: true, cell: (a) => open(a, "critical") }, { title: "High", number: true, cell: (a) => open(a, "high") },
      { title: "Since yesterday", number: true, cell: (a) => change(a.since_yesterday) }, { title: "Since last week", number: true, cell: (a) => change(a.since_last_week) },
    ], all.accounts, "Accounts, the lowest score first") : h("p", {}, "No account has sent an evaluation yet.")),
  ];
}

// What ends at midnight held until the day before.
const lastDay = (end) => new Date(new Date(end) - 1).toISOString().slice(0, 10);
const until = (item) => item.exception && `until ${item.excepted_until ? lastDay(item.excepted_until) + " UTC" : "further notice"} by ${item.exception}`;
const notified = (n) => n && [n.state === "sent" ? ["In ", h("b", {}, `#${n.channel}`), ", ", when(n.sent_at)] : `Waiting to be sent to #${n.channel}`, n.reason && soft(n.reason.sentence)];
// The last entry that began it says why nobody was notified, where nobody was.
const whyNot = (item, began) => !item.notification && item.timeline.findLast(began)?.not_notified_because;
const lived = (item) => [
  ["Account", accountInLine(item.account)], ["Team", team(item.account)], ["Region", item.region], ["Opened", item.opened_at && [when(item.opened_at), item.age && ` (for ${item.age})`]],
  ["Due", due(item)], ["Acknowledged by", item.acknowledged_by && [item.acknowledged_by, item.acknowledged_at && [", ", when(item.acknowledged_at)]]], ["Opened again", item.reopened ? (item.reopened === 1 ? "once" : `${item.reopened} times`) : null], ["Excepted", until(item)],
];
const reported = (annotation, by) => annotation && h("blockquote", {}, h("div", { class: "soft" }, `What ${by} reports`), annotation);
const guidance = (item) => [
  item.description && h("p", {}, item.description),
  reported(item.annotation, item.rule_name ? "the rule" : item.source),
  item.remediation && h("div", { class: "guidance" }, h("h3", {}, "What to do"), h("p", {}, item.remediation), outside(item.documentation, "Documentation")),
];
const introduction = (item, list, title, below) => [h("p", { class: "trail" }, h("a", { href: `#/${list}`, "data-back": list }, `← ${LISTS[list].title}`)), heading(title), h("p", {}, severity(item.severity), " ", below)];
const summedUp = (item) => item.summed_up_before && h("p", { class: "soft" }, "What came before ", when(item.summed_up_before), " is summed up.");

async function violation(id) {
  const [v] = await Promise.all([askJson(`compliance/violations/${encodeURIComponent(id)}`), learnNames()]);
  const changed = v.changes.toReversed().map((c) => h("div", {}, h("b", {}, c.change_type || "Recorded"), " ", when(c.at),
    h("ul", { class: "changes" }, Object.entries(c.properties).map(([path, p]) => h("li", {}, h("code", {}, path), h("div", {}, h("del", {}, written(p?.previousValue)), " → ", h("ins", {}, written(p?.updatedValue))))))));
  return h("section", {}, introduction(v, "violations", v.title || v.rule_name, h("code", {}, v.rule_name)), guidance(v),
    facts([["Resource", [v.resource_name && h("b", {}, `${v.resource_name} `), v.resource_id, soft(typed(v.resource_type))]], ["Owner", v.resource_owner], ["Status", v.status], ...lived(v),
      ["Resolved", v.resolved_at && [when(v.resolved_at), ` (${v.closed_as})`]],
      ["Notified", notified(v.notification)], ["Not notified", whyNot(v, (t) => t.status === "NON_COMPLIANT")], ["Copies of the rule", v.rule_names.length > 1 || v.rule_names[0] !== v.rule_name ? v.rule_names.join(", ") : null]]),
    outsideLinks([["the resource", v.resource_url], ["its timeline", v.timeline_url], ["the rule", v.rule_url]]),
    changed.length ? [h("h3", {}, "What changed of the resource"), changed] : null,
    h("h3", {}, "Timeline"), summedUp(v),
    h("ol", { class: "timeline" }, v.timeline.map((t) => h("li", { class: ["NON_COMPLIANT", "COMPLIANT"].includes(t.status) ? t.status : null }, h("b", {}, t.status), " ", when(t.at),
      soft(t.rule_name === "*" ? t.because || "the resource was removed" : t.rule_name), t.not_notified_because && soft(`Not notified at once: ${t.not_notified_because}`)))),
    h("p", {}, h("a", { href: address("events", { resource_id: v.resource_id, account: v.account, rule_name: v.rule_name }) }, "All events of this resource and rule"), " · ",
      h("a", { href: address("violations", { rule_name: v.rule_name }) }, "All open violations of this rule")));
}

async function incident(id) {
  const [i] = await Promise.all([askJson(`incidents/${encodeURIComponent(id)}`), learnNames()]);
  const phase = (t) => (t.phase === "opened" ? "NON_COMPLIANT" : t.phase === "ended" ? "COMPLIANT" : null);
  return h("section", {}, introduction(i, "incidents", i.title, `${i.source}, ${i.kind}`), guidance(i),
    facts([["Resource", i.resource_id && [i.resource_id, soft(typed(i.resource_type))]], ["Status", i.status], ...lived(i), ["Ended", i.resolved_at && [when(i.resolved_at), ` (${i.closed_as})`]],
      ["Times seen", i.count > 1 ? i.count : null], ["Begins", i.starts_at && when(i.starts_at)], ["Ends", i.ends_at && when(i.ends_at)], ["Affected", i.entities.join(", ")],
      ["Notified", notified(i.notification)], ["Not notified", whyNot(i, (t) => t.phase === "opened")]]),
    outsideLinks([["the console", i.console_url]]),
    h("h3", {}, "Timeline"), summedUp(i),
    h("ol", { class: "timeline" }, i.timeline.map((t) => h("li", { class: phase(t) }, h("b", {}, t.status || t.phase), " ", when(t.at),
      t.ended_as && soft(`ended: ${t.ended_as}`), t.not_notified_because && soft(`Not notified at once: ${t.not_notified_because}`)))),
    h("p", {}, h("a", { href: address("events", { source: i.source, account: i.account, resource_id: i.resource_id }) }, "All events of this resource and source")));
}

async function event(id) {
  const [e] = await Promise.all([askJson(`events/${encodeURIComponent(id)}`), learnNames()]);
  let detail = e.detail;
  try { detail = JSON.stringify(JSON.parse(e.detail), null, 2); } catch { /* old rows may hold anything: shown as it is */ }
  return h("section", {}, introduction(e, "events", e.title || e.detail_type || e.id, `${e.source}, ${e.detail_type}`),
    reported(e.annotation, e.source),
    facts([["Time", when(e.published_at)], ["Account", accountInLine(e.account)], ["Team", team(e.account)], ["Region", e.region], ["Status", e.status], ["Before", e.previous_status], ["Rule", e.rule_name],
      ["Resource", e.resource_id && [e.resource_id, soft(typed(e.resource_type))]], ["Notified", notified(e.notification)], ["Not notified at once", !e.notification && e.not_notified_because], ["Id", e.id]]),
    outsideLinks([["the console", e.console_url]]),
    e.resource_id && h("p", {}, h("a", { href: address("events", { resource_id: e.resource_id, account: e.account }) }, "All events of this resource")),
    h("h3", {}, "As it was received"), h("pre", { tabindex: "0" }, detail || ""));
}
