// Makes elements; whatever the API says goes in as text, never as markup.
function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

// A name of AWS's types is broken after its colons before it is broken elsewhere.
const typed = (name) => h("span", { class: "typed" }, String(name || "").split(/(?<=::)/).map((part, i) => [i ? h("wbr") : null, part]));

const SEVERITIES = ["unrated", "informational", "low", "medium", "high", "critical"];
const WORST_FIRST = SEVERITIES.toReversed();
const severityWord = (number) => (Number.isInteger(number) && SEVERITIES[number]) || "unrated";
const severity = (number) => h("span", { class: `severity ${severityWord(number)}` }, severityWord(number));
const moment = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
const when = (value) => {
  const time = new Date(typeof value === "number" ? value * 1000 : value);
  return value && !isNaN(time) ? h("time", { datetime: time.toISOString(), title: time.toISOString() }, moment.format(time)) : "";
};
const zone = () => moment.formatToParts(new Date()).find((part) => part.type === "timeZoneName").value;
const soft = (...text) => h("div", { class: "soft" }, ...text);
const due = (item) => item.deadline_at && h("div", { class: item.overdue ? "bad" : null }, when(item.deadline_at), item.overdue ? ", overdue" : "");
// Links of the API's making lead to AWS's consoles and documents; anything else stays text.
const trusted = (url) => /^https:\/\/[a-z0-9.-]+\.(amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn|amazonaws-eusc\.eu)\//.test(url || "");
const outside = (url, text) => (trusted(url) ? h("a", { href: url, rel: "noreferrer", target: "_blank" }, text) : null);
const outsideLinks = (pairs) => {
  const links = pairs.map(([text, url]) => outside(url, text)).filter(Boolean);
  return links.length ? h("p", { class: "links" }, h("span", { class: "soft" }, "In AWS: "), links.map((link, i) => [i ? " · " : "", link])) : null;
};

function table(columns, rows, caption) {
  const head = h("tr", {}, columns.map((c) => h("th", { scope: "col", class: c.number && "number" }, c.title)));
  const body = rows.map((row) => h("tr", {}, columns.map((c) => h("td", { "data-label": c.title, class: c.number ? "number" : c.class }, h("div", {}, c.cell(row))))));
  return h("table", { "aria-label": caption }, h("thead", {}, head), h("tbody", {}, body));
}

const present = (value) => value !== null && value !== undefined && value !== false && value !== "";
const facts = (pairs) => h("dl", {}, pairs.filter(([, value]) => present(value)).map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]));
const heading = (text) => h("h2", { tabindex: "-1" }, text);
