// The figures' switches, the sources, and the start.
function showView() {
  const [task, ruler] = ["view-task", "view-ruler"].map(byId);
  const views = [...document.querySelectorAll(".view")];
  const ofTask = (view) => !task || view.dataset.task === task.value;
  if (ruler) {
    for (const option of ruler.options) option.hidden = option.disabled = !views.some((view) => ofTask(view) && view.dataset.ruler === option.value);
    if (ruler.selectedOptions[0].disabled) ruler.value = [...ruler.options].find((option) => !option.disabled).value;
  }
  for (const view of views) view.hidden = !ofTask(view) || (ruler && view.dataset.ruler !== ruler.value);
}

function startFigures() {
  if (!document.querySelector(".view")) return;
  for (const id of ["view-task", "view-ruler"]) if (byId(id)) byId(id).addEventListener("change", showView);
  for (const input of document.querySelectorAll(".segmented input")) {
    input.addEventListener("change", () => { document.documentElement.dataset[input.name] = input.value; });
    if (input.checked) document.documentElement.dataset[input.name] = input.value;
  }
  showView();
}

// The item opened last, as a mark on every plot of its task and of what its task is pooled in.
function markPlots(row) {
  for (const old of document.querySelectorAll(".plot .here")) old.remove();
  for (const plot of document.querySelectorAll(".plot")) {
    const { tasks, ruler, low, high, log, top, base } = plot.dataset;
    const value = row.distances[data.rulers.findIndex((r) => r.name === ruler)];
    if (!JSON.parse(tasks).includes(data.tasks[row.item.task]) || value === null) continue;
    const at = `${percentAlong(value, Number(low), Number(high), log === "true")}%`;
    plot.append(make("line.here", { x1: at, x2: at, y1: top, y2: base }, make("title", {}, row.item.id)));
  }
}

// Each table is one stop of the Tab key; arrow keys go on within it.
function oneStop(table) {
  const stops = [...table.querySelectorAll("a, button")];
  stops.forEach((stop, n) => { stop.tabIndex = n ? -1 : 0; });
  table.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = step && stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    document.activeElement.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
  return table;
}

// A table that is wider than the page says so at its edges and can be scrolled with the keys; others are no stop.
function markWideTables() {
  for (const box of document.querySelectorAll(".scroll")) {
    const wide = box.scrollWidth > box.clientWidth;
    box.classList.toggle("wide", wide);
    box.tabIndex = wide ? 0 : -1;
  }
}

function usedTable(title, told, heads, rows) {
  if (!rows.length) return null;
  for (const row of rows) [...row.cells].forEach((cell, n) => cell.setAttribute("data-title", heads[n]));
  return make("div", {}, make("h3", {}, title), make("p.note-text", {}, told),
    make("div.scroll", { tabindex: 0, role: "region", "aria-label": title }, oneStop(make("table.numbers.stacked.used", {},
      make("thead", {}, make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, rows)))));
}

function itemLinks(row) {
  const last = row.items.length - 1;
  const links = row.items.flatMap(([task, id], n) => [make("span.listed", {}, linkToItem(task, id), n < last ? "," : ""), " "]);
  if (row.of > row.items.length) links.push(`and ${(row.of - row.items.length).toLocaleString("en")} more`);
  return make("td.links", {}, links);
}

function documentButton(row) {
  return make("button.named", { type: "button", title: `${row.document}\n${row.source}`, onclick: () => showNear(row.document, row.source) }, tailed(row.document));
}

function startSources() {
  const { documents, passages, outputs, none } = data.used;
  const made = [
    usedTable("Documents that share the most with the items", `Copied words, each credited to every place of the corpus that holds the same ones; over the nearest passages of each item.`, ["document", `${data.unit}s shared`, "longest match", "items", "which"],
      documents.map((d) => make("tr", {}, make("th", { scope: "row" }, documentButton(d)), make("td", {}, distance(d.credit)), make("td", {}, count(d.words, data.unit)), make("td", {}, d.of.toLocaleString("en")), itemLinks(d)))),
    usedTable("Passages that stand in the most items", "The same copied words, found in several items.", ["passage", "items", `in ${data.searched}`, "which"],
      passages.map((p) => make("tr", {}, make("th", { scope: "row" }, make("q", { dir: "auto" }, p.text), " ", make("small", {}, `${count(p.words, data.unit)}, `, documentButton(p))), make("td", {}, p.of.toLocaleString("en")), make("td", {}, times(p.count)), itemLinks(p)))),
    usedTable("Answers most like the training data, word for word", "Of those with a copied stretch, the answers that the fewest pieces of the corpus spell out.", ["output", `pieces per 100 ${data.unit}s`, "longest match", "documents", "item"],
      outputs.map((o) => make("tr", {}, make("th", { scope: "row" }, make("q", { dir: "auto" }, o.text), " ", make("small", {}, o.subject, " ", scoreMark(o.score))), make("td", {}, distance(o.rate), make("small", {}, ` ${o.output_pieces} in ${count(o.output_words, data.unit)}`)), make("td", {}, String(o.output_match)), make("td", {}, o.documents === null ? "–" : o.documents.toLocaleString("en")), make("td.links", {}, linkToItem(o.task, o.item_id, o.subject))))),
  ].filter(Boolean);
  byId("used").append(...(made.length ? made : [make("p.note-text", {}, none || "No corpus was searched, so no source can be named.")]));
}

function startNotes() {
  const { items: kept, detailed, of } = data.kept;
  const how = "Open an item to see what it is pasted from. Arrow keys move, Enter opens, Escape closes.";
  const cut = [
    kept < of ? `This page keeps ${kept.toLocaleString("en")} of ${count(of, "item")}` : `This page holds all ${count(of, "item")}`,
    detailed < kept ? `, and outputs and quotations for the ${detailed.toLocaleString("en")} most telling` : "",
    ": recalled, nearest, far but right, near but wrong, then a spread. `farfield view` on the run's folder shows all.",
  ];
  byId("kept").append(...prose(detailed < of ? `${cut.join("")} ${how}` : how));
  if (!data.rejected.length) return;
  byId("rejected").hidden = false;
  byId("rejected-rows").append(make("ul", {}, data.rejected.map((r) => make("li", {}, make("b", {}, r.line === null ? r.source : `${r.source}:${r.line}`), " ", prose(r.reason), " ", r.record ? make("code", {}, r.record) : null))));
}

document.documentElement.classList.add("scripts");
startFigures();
startSources();
startNotes();
startTable();
startItem();
markWideTables();
addEventListener("resize", markWideTables);
document.addEventListener("toggle", markWideTables, true);
document.addEventListener("change", markWideTables);
