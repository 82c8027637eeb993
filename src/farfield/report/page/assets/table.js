// The table of items: filters, search, order, pages.
const ROWS = 25;
const state = { search: "", subject: "", task: "", regime: "", answered: "", document: null, ruler: 0, sort: "distance", down: false, page: 0 };
let shown = [];

const haystacks = new Map();
function haystack(row) {
  if (!haystacks.has(row)) {
    const { item, output } = row;
    const near = nearOf(row).map((passage) => passage.document);
    haystacks.set(row, [item.id, item.question.text, item.target.text, output ? output.text : "", ...near].join("\n").toLowerCase());
  }
  return haystacks.get(row);
}

function nearOf(row) { return row.output ? [...row.item.near, ...row.output.near] : row.item.near; }

function answeredAs(score) { return score === null ? "unscored" : isRight(score) ? "right" : "wrong"; }

function matches(row) {
  return (state.subject === "" || row.subject === Number(state.subject))
    && (state.task === "" || row.item.task === Number(state.task))
    && (state.regime === "" || row.regime === Number(state.regime))
    && (state.answered === "" || answeredAs(row.score) === state.answered)
    && (state.document === null || nearOf(row).some((p) => p.document === state.document[0] && p.source === state.document[1]))
    && (state.search === "" || haystack(row).includes(state.search));
}

const sortKeys = {
  log: ["order of the log", (row) => row.number],
  id: ["item", (row) => row.item.id],
  question: ["length of the question", (row) => size(row.item.question)],
  output: ["length of the output", (row) => (row.output ? size(row.output) : null)],
  subject: ["subject", (row) => row.subject],
  regime: ["regime", (row) => row.regime],
  distance: ["distance", (row) => distanceOf(row)],
  score: ["score", (row) => row.score],
};

function size(text) { return text.words === null ? text.text.length : text.words; }

function distanceOf(row) { return data.rulers.length ? row.distances[state.ruler] : null; }

function compare(a, b) {
  if (a === b) return 0;
  return typeof a === "string" ? a.localeCompare(b, "en", { numeric: true }) : a - b;
}

// What has no value stands last, whichever way the rest is sorted; an item named exactly stands first.
function arrange() {
  const key = sortKeys[state.sort][1];
  const keyed = rows.filter(matches).map((row) => [row, key(row)]);
  const named = ([row]) => state.search !== "" && row.item.id.toLowerCase() === state.search;
  keyed.sort((a, b) => named(b) - named(a)
    || (a[1] === null) - (b[1] === null)
    || (state.down ? -1 : 1) * compare(a[1], b[1]) || a[0].number - b[0].number);
  shown = keyed.map(([row]) => row);
}

function refresh() {
  arrange();
  const pages = Math.max(1, Math.ceil(shown.length / ROWS));
  state.page = Math.min(state.page, pages - 1);
  const visible = shown.slice(state.page * ROWS, (state.page + 1) * ROWS);
  byId("table").tBodies[0].replaceChildren(...visible.map(tableRow));
  byId("table").classList.toggle("one-subject", state.subject !== "" || data.subjects.length < 2);
  const ruler = data.rulers[state.ruler];
  document.querySelector("#table th.distance button").textContent = ruler ? ruler.unit : "distance";
  for (const head of document.querySelectorAll("#table th")) {
    const active = head.dataset.sort === state.sort;
    if (active) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
  byId("sort").value = state.sort;
  byId("direction").textContent = state.down ? "↓" : "↑";
  byId("count").textContent = shown.length ? `${count(shown.length, "answer")}` : "No answer fits; take a filter away.";
  byId("page").textContent = `${state.page + 1} of ${pages.toLocaleString("en")}`;
  byId("pages").hidden = pages === 1;
  byId("previous-page").disabled = state.page === 0;
  byId("next-page").disabled = state.page === pages - 1;
  byId("document").hidden = state.document === null;
  if (state.document) byId("document").textContent = `near ${state.document[0]} ×`;
}

function tableRow(row) {
  const open = make("a.named", { href: link(row), title: row.item.id }, tailed(row.item.id));
  return make("tr", { onclick: (event) => { if (!open.contains(event.target) && !getSelection().toString()) open.click(); } },
    make("td", {}, open),
    make("td.question", { dir: "auto" }, row.item.question.text.slice(0, 160)),
    make("td.subject", {}, data.subjects[row.subject]),
    make("td.regime", {}, regimeMark(row.regime)),
    make("td.number.distance", {}, distance(distanceOf(row))),
    make("td.score", {}, scoreMark(row.score)));
}

function fillSelect(id, options, any) {
  const select = byId(id);
  if (any !== undefined) select.append(make("option", { value: "" }, any));
  options.forEach(([value, text]) => select.append(make("option", { value }, text)));
  return select;
}

function update(changes) { Object.assign(state, { page: 0 }, changes); refresh(); }

function sortBy(key) { update(state.sort === key ? { down: !state.down } : { sort: key, down: key === "score" }); }

function showNear(name, source) {
  update({ document: [name, source], search: "", answered: "", regime: "" });
  for (const id of ["search", "answered", "regime"]) byId(id).value = "";
  byId("items").scrollIntoView();
  byId("document").focus({ preventScroll: true });
}

function startTable() {
  const present = [...new Set(rows.map((row) => row.regime))].sort((a, b) => a - b);
  fillSelect("subject", data.subjects.map((name, n) => [n, name]), "all");
  fillSelect("task", data.tasks.map((name, n) => [n, name]), "all");
  fillSelect("regime", present.map((n) => [n, data.regimes[n]]), "any");
  fillSelect("ruler", data.rulers.map((ruler, n) => [n, ruler.title]));
  fillSelect("sort", Object.entries(sortKeys).map(([key, [name]]) => [key, name]));
  byId("by-subject").hidden = data.subjects.length < 2;
  byId("by-task").hidden = data.tasks.length < 2;
  byId("by-regime").hidden = present.length < 2;
  byId("table").classList.toggle("one-regime", present.length < 2);
  byId("by-ruler").hidden = data.rulers.length < 2;
  if (data.subjects.length > 1) byId("subject").value = state.subject = "0";
  if (!data.rulers.length) state.sort = "log";
  for (const id of ["subject", "task", "regime", "answered"]) byId(id).addEventListener("change", (e) => update({ [id]: e.target.value }));
  byId("ruler").addEventListener("change", (e) => update({ ruler: Number(e.target.value), sort: "distance" }));
  byId("sort").addEventListener("change", (e) => update({ sort: e.target.value, down: e.target.value === "score" }));
  byId("direction").addEventListener("click", () => update({ down: !state.down }));
  byId("document").addEventListener("click", () => { update({ document: null }); byId("search").focus(); });
  byId("search").addEventListener("input", (e) => update({ search: e.target.value.trim().toLowerCase() }));
  byId("filters").addEventListener("submit", (e) => { e.preventDefault(); if (shown.length) location.hash = link(shown[0]); });
  byId("previous-page").addEventListener("click", () => { state.page -= 1; refresh(); });
  byId("next-page").addEventListener("click", () => { state.page += 1; refresh(); });
  for (const head of document.querySelectorAll("#table th")) head.firstElementChild.addEventListener("click", () => sortBy(head.dataset.sort));
  byId("table").tBodies[0].addEventListener("keydown", moveInTable);
  refresh();
}

function moveInTable(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = [...byId("table").tBodies[0].querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) { event.preventDefault(); next.focus(); }
}
