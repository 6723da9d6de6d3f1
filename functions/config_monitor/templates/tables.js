const cellsOf = (row) => [...row.cells].map((cell) => cell.querySelector("a")?.href ?? cell.textContent.trim());

function sortBy(button) {
  const head = button.parentElement;
  const column = head.cellIndex;
  const down = head.getAttribute("aria-sort") !== "descending";
  const body = head.closest("table").tBodies[0];
  const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.toLowerCase();
  const order = (one, other) => {
    const [a, b] = [value(one), value(other)];
    const numbers = a !== "" && b !== "" && !isNaN(a) && !isNaN(b);
    return numbers ? a - b : a < b ? -1 : a > b ? 1 : 0;
  };
  const rows = [...body.rows].sort(order);
  body.append(...(down ? rows.reverse() : rows));
  head.parentElement.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
}

function filterRows(field) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const section = field.closest("section");
  const rows = [...section.querySelector("tbody").rows];
  rows.forEach((row) => {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  });
  section.querySelector("output").textContent = words.length ? `${rows.filter((row) => !row.hidden).length} of ${rows.length}` : "";
}

// A cell that begins like a formula gets an apostrophe, so that a spreadsheet takes it for text.
const csvCell = (text) => `"${(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function downloadCsv(button) {
  const section = button.closest("section");
  const heads = [...section.querySelectorAll("th")].map((head) => head.textContent.trim());
  const rows = [...section.querySelector("tbody").rows].filter((row) => !row.hidden).map(cellsOf);
  const text = [heads, ...rows].map((cells) => cells.map(csvCell).join(",")).join("\r\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  link.download = `${section.id}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

document.querySelectorAll("th button").forEach((button) => button.addEventListener("click", () => sortBy(button)));
document.querySelectorAll("input[type=search]").forEach((field) => field.addEventListener("input", () => filterRows(field)));
document.querySelectorAll("button.csv").forEach((button) => button.addEventListener("click", () => downloadCsv(button)));
