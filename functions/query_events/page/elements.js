// Makes elements; whatever the API says goes in as text, never as markup.
function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

const SEVERITIES = ["unrated", "informational", "low", "medium", "high", "critical"];
const severity = (number) => h("span", { class: `severity ${SEVERITIES[number] || "unrated"}` }, SEVERITIES[number] || "unrated");
const when = (value) => {
  const time = new Date(typeof value === "number" ? value * 1000 : value);
  return value && !isNaN(time) ? h("time", { datetime: time.toISOString(), title: time.toISOString() }, time.toLocaleString()) : "";
};
// Links of the API's making lead to AWS's consoles; anything else stays text.
const consoleLink = (url) => (/^https:\/\/[a-z0-9.-]+\.(amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\//.test(url || "") ? h("a", { href: url, rel: "noreferrer", target: "_blank" }, "Open in the console") : null);

function table(columns, rows, caption) {
  const head = h("tr", {}, columns.map((c) => h("th", { scope: "col", class: c.number && "number" }, c.title)));
  const body = rows.map((row) => h("tr", {}, columns.map((c) => h("td", { "data-label": c.title, class: c.number ? "number" : c.class }, h("div", {}, c.cell(row))))));
  return h("table", { "aria-label": caption }, h("thead", {}, head), h("tbody", {}, body));
}

const facts = (pairs) => h("dl", {}, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]));

function field({ name, title, options, type, placeholder }, value) {
  const input = options
    ? h("select", { name }, options.map(([v, text]) => h("option", { value: v, selected: v === (value || "") }, text)))
    : h("input", { name, type: type || "text", value, placeholder, spellcheck: "false", autocomplete: "off" });
  return h("label", {}, title, input);
}
