"use strict";
const rows = [...document.querySelectorAll(".todo tbody tr")];
const groups = [...document.querySelectorAll(".group")];
const text = document.getElementById("text");
const verdict = document.getElementById("verdict");
const action = document.getElementById("action");
const shown = document.getElementById("shown");
const issuers = [...document.querySelectorAll(".issuer")];
const done = [...document.querySelectorAll(".done tbody tr")];
const folded = document.querySelector("#done details");
const contents = new Map([...rows, ...done].map((row) => [row, row.textContent.toLowerCase()]));

function filter() {
  const wanted = text.value.trim().toLowerCase();
  let count = 0;
  for (const row of rows) {
    const fits =
      (!wanted || contents.get(row).includes(wanted)) &&
      (!verdict.value || row.dataset.verdict === verdict.value) &&
      (!action.value || row.dataset.action === action.value);
    row.hidden = !fits;
    count += fits ? 1 : 0;
  }
  for (const group of groups) {
    group.hidden = !group.querySelector("tbody tr:not([hidden])");
  }
  for (const issuer of issuers) {
    issuer.hidden = !issuer.querySelector("tbody tr:not([hidden])");
    if (wanted || verdict.value || action.value) issuer.open = true;
  }
  shown.textContent = String(count);
  let found = 0;
  for (const row of done) {
    row.hidden = Boolean(wanted) && !contents.get(row).includes(wanted);
    found += row.hidden ? 0 : 1;
  }
  if (folded && wanted) folded.open = found > 0;
}

function sort(header) {
  const table = header.closest("table");
  const body = table.tBodies[0];
  const column = [...header.parentNode.children].indexOf(header);
  const down = header.getAttribute("aria-sort") === "ascending";
  for (const other of header.parentNode.children) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", down ? "descending" : "ascending");
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const sorted = [...body.rows].sort((a, b) =>
    collator.compare(a.cells[column].textContent, b.cells[column].textContent)
  );
  for (const row of down ? sorted.reverse() : sorted) body.append(row);
}

for (const control of [text, verdict, action]) control?.addEventListener("input", filter);
document.querySelector("form.filter")?.addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("th button")) {
  button.addEventListener("click", () => sort(button.parentNode));
}
