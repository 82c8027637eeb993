// An opened item: its texts with what stands in the corpus underlined, and the passages beside them.
const dialog = byId("item");
const note = make("div.note-box", { role: "status" });
let opened = null;

const TONES = [[13, "tone-4"], [8, "tone-3"], [5, "tone-2"], [0, "tone-1"]];
function tone(length) { return TONES.find(([least]) => length >= least)[1]; }

function spansOf(text) {
  const spans = [];
  for (let i = 0; i < text.spans.length; i += 4) {
    const [start, length, words, held] = text.spans.slice(i, i + 4);
    spans.push({ start, end: start + length, words, count: held });
  }
  return spans;
}

// Spans overlap; each stretch of text is shown as part of the longest span that covers it.
function stretches(spans, length) {
  const cuts = [...new Set([0, length, ...spans.flatMap((s) => [s.start, s.end])])].sort((a, b) => a - b);
  const found = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const covering = spans.filter((s) => s.start <= cuts[i] && s.end >= cuts[i + 1]);
    const span = covering.reduce((best, s) => (best && best.words >= s.words ? best : s), null);
    const last = found[found.length - 1];
    if (last && last.span === span) last.end = cuts[i + 1];
    else found.push({ start: cuts[i], end: cuts[i + 1], span });
  }
  return found;
}

function underlined(text, field, near) {
  const block = make("div.text", { dir: "auto" });
  let first = true;
  for (const { start, end, span } of stretches(spansOf(text), text.text.length)) {
    const part = text.text.slice(start, end);
    if (!span) { block.append(part); continue; }
    const documents = [...new Set(near.filter((p) => p.field === field && p.start <= span.start && p.end >= span.end).map((p) => p.document))];
    const told = `${count(span.words, data.unit)}, ${times(span.count)} in ${data.searched}${documents.length ? `: ${documents.join(", ")}` : ""}`;
    const mark = make(`mark.${tone(span.words)}`, { tabindex: first ? 0 : -1, "aria-description": told, "data-start": span.start, "data-end": span.end }, part);
    first = false;
    for (const type of ["pointerenter", "focus", "click"]) mark.addEventListener(type, () => showNote(mark, told));
    for (const type of ["pointerleave", "blur"]) mark.addEventListener(type, hideNote);
    block.append(mark);
  }
  if (!text.text) block.append(make("i.empty", {}, "empty"));
  if (text.cut) block.append(make("i.empty", {}, ` … ${text.cut.toLocaleString("en")} more characters are in items.parquet`));
  block.addEventListener("keydown", moveInText);
  return block;
}

function moveInText(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const marks = [...event.currentTarget.querySelectorAll("mark")];
  const next = marks[marks.indexOf(document.activeElement) + step];
  if (!step || document.activeElement.tagName !== "MARK") return;
  event.stopPropagation();
  event.preventDefault();
  if (next) { document.activeElement.tabIndex = -1; next.tabIndex = 0; next.focus(); }
}

function showNote(mark, text) {
  note.textContent = text;
  note.classList.add("on");
  const at = mark.getClientRects()[0];
  const box = note.getBoundingClientRect();
  note.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.width - 8))}px`;
  note.style.top = `${at.top - box.height - 6 > 0 ? at.top - box.height - 6 : at.bottom + 6}px`;
}

function hideNote() { note.classList.remove("on"); }

function light(block, passage, on) {
  for (const mark of block.querySelectorAll("mark")) {
    const inside = Number(mark.dataset.start) < passage.end && Number(mark.dataset.end) > passage.start;
    mark.classList.toggle("lit", on && inside);
  }
}

function quoted(passage, text, block) {
  const { words, count: held, quote, field } = passage;
  const mark = make(`mark.${tone(words)}`, {}, quote ? quote[1] : text.text.slice(passage.start, passage.end));
  const line = make("blockquote", { dir: "auto" }, quote ? [quote[0], mark, quote[2]] : mark,
    make("small", { dir: "ltr" }, ` ${count(words, data.unit)}${field === "question" ? "" : ` of the ${field}`}, ${times(held)} in ${data.searched}`));
  for (const [type, on] of [["pointerenter", true], ["pointerleave", false]]) line.addEventListener(type, () => light(block, passage, on));
  return line;
}

// A card for each document, in the order of its nearest passage.
function passageList(near, texts, blocks) {
  if (!near.length) return make("p.note-text", {}, "No passage of the corpus is listed here.");
  const documents = new Map();
  for (const passage of near) {
    const key = `${passage.document}\0${passage.source}`;
    documents.set(key, [...(documents.get(key) || []), passage]);
  }
  return make("ol.passages", {}, [...documents.values()].map((held) => {
    const { document: name, source } = held[0];
    return make("li.passage", {},
      make("p.passage-head", {}, make("b", {}, name), data.sources.length > 1 ? ` ${source}` : "", " ",
        make("button", { type: "button", onclick: () => { close(); showNear(name, source); } }, "other items near it")),
      held.map((passage) => quoted(passage, texts[passage.field], blocks[passage.field])));
  }));
}

function measures(text, noun) {
  const parts = [];
  if (text.words !== null) parts.push(count(text.words, data.unit));
  if (text.match === 0) parts.push(`nothing of it stands in ${data.searched}`);
  else if (text.match !== null) parts.push(`pasted from ${count(text.pieces, "piece")}`, `longest match ${count(text.match, data.unit)}`);
  return make("h3", {}, noun, " ", make("small", {}, parts.join(" · ")));
}

function percentAlong(value, low, high, log) {
  const [v, a, b] = [value, low, high].map((x) => (log ? Math.log(x) : x));
  return b > a ? Math.min(100, Math.max(0, 100 * (v - a) / (b - a))) : 0;
}

function strip(ruler, task, value) {
  const held = data.strips.find((s) => s.ruler === ruler.name && s.task === data.tasks[task]);
  if (!held || value === null) return make("div.strip-row", {}, make("span", {}, ruler.title), make("span.note-text", {}, "no distance"));
  const most = Math.max(...held.counts);
  const wide = 100 / (held.counts.length - 1);
  const drawn = held.counts.map((n, i) => (n ? `M${((i - 0.4) * wide).toFixed(2)} 24v${(-22 * n / most).toFixed(1)}h${(wide * 0.8).toFixed(2)}V24z` : "")).join("");
  const at = percentAlong(value, held.low, held.high, held.log);
  const bin = Math.round(at / wide);
  const total = held.counts.reduce((a, b) => a + b, 0);
  const nearer = held.counts.slice(0, bin).reduce((a, b) => a + b, 0) + held.counts[bin] / 2;
  return make("div.strip-row", {},
    make("span", {}, make("b", {}, distance(value)), ` ${ruler.unit}`),
    make("svg.item-strip", { width: "100%", height: 26, role: "img", "aria-label": `${distance(value)} on a strip from ${distance(held.low)} to ${distance(held.high)}` },
      make("svg", { width: "100%", height: 26, viewBox: "0 0 100 26", preserveAspectRatio: "none" }, make("path.column", { d: drawn })),
      make("line.here", { x1: `${at}%`, x2: `${at}%`, y1: 0, y2: 26 })),
    make("span.strip-ends", {}, make("span", {}, ruler.near), make("span", {}, `farther than ${Math.round(100 * nearer / total)}\u202f%`), make("span", {}, ruler.far)));
}

function answerBlock(row) {
  const { output, score } = row;
  if (!output) return [make("h3", {}, "Output ", scoreMark(score)), make("p.note-text", {}, "Left out to keep this page small; it is in items.parquet.")];
  const block = underlined(output, "output", output.near);
  return [measures(output, ["Output ", scoreMark(score)]), block,
    output.near.length ? make("details", {}, make("summary", {}, `${count(output.near.length, "passage")} near the output`), passageList(output.near, { output }, { output: block })) : null];
}

function others(row) {
  const rest = row.item.rows.filter((other) => other !== row);
  if (!rest.length) return null;
  return make("div", {}, make("h3", {}, "The same item, answered by others"), rest.map((other) => make("details.other", {},
    make("summary", {}, answerName(other), " ", scoreMark(other.score)), answerBlock(other).slice(1))));
}

function answerName(row) { return data.subjects[row.subject] + (row.epoch > 1 ? `, epoch ${row.epoch}` : ""); }

function heading(row) {
  const place = shown.indexOf(row);
  const step = (by, text, name) => make("button", { type: "button", "aria-label": name, disabled: place < 0 || !shown[place + by], onclick: () => go(by) }, text);
  return make("header.item-head", {}, make("h2", { id: "item-title", tabindex: -1 }, row.item.id),
    make("p", {}, make("span", {}, answerName(row)), scoreMark(row.score), regimeMark(row.regime)),
    make("nav", { "aria-label": "Other items" }, step(-1, "←", "Previous item"), step(1, "→", "Next item"), make("button", { type: "button", "aria-label": "Close", onclick: close }, "×")));
}

function toneKey() {
  return make("p.tones", {}, `underlined: word for word in ${data.searched}, `, ["3 to 4", "5 to 7", "8 to 12", "13 or more"].map((text, n) => [make(`mark.tone-${n + 1}`, {}, text), n < 3 ? ", " : ` ${data.unit}s`]));
}

// What the scan found of the item as a whole: the question with its answer, and the rarest words of both.
function whereItStands(item) {
  const [whole, near] = item.held || [0, 0];
  return [item.held ? make(whole || near ? "p.recalled" : "p.exposed", {}, heldWords(...item.held)) : null,
    item.exposed ? make("p.exposed", {}, exposedWords(...item.exposed)) : null];
}

const atMost = (bound) => count(Math.ceil(bound), "document");
const beyond = (held, most) => most > held ? ` The whole corpus may hold up to ${atMost(most)} that do (95 %).` : "";
const holding = (documents) => documents ? `${count(documents, "document")} hold${documents === 1 ? "s" : ""}` : `No document of ${data.searched} holds`;

function heldWords(whole, near, most) {
  const nearly = near && !whole ? "a near duplicate of the question, with its answer" : "the question with its answer";
  return `${holding(whole || near)} ${nearly}.${beyond(whole || near, most)}`;
}

function exposedWords(documents, key, most) {
  return `${holding(documents)} the rarest words of question and answer (${key.split(" ").join(" · ")}).${beyond(documents, most)}`;
}

function render(row) {
  const { item } = row;
  const blocks = { question: underlined(item.question, "question", item.near), target: underlined(item.target, "target", item.near) };
  const more = Object.entries(item.more).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, String(value))));
  dialog.replaceChildren(heading(row),
    make("div.strips", {}, data.rulers.map((ruler, n) => strip(ruler, item.task, row.distances[n]))),
    make("div.columns", {},
      make("div", {}, measures(item.question, "Question"), blocks.question, item.question.spans.length ? toneKey() : null,
        item.target.text ? [measures(item.target, "Target"), blocks.target] : null, answerBlock(row), others(row), more.length ? make("dl.facts-list", {}, more) : null),
      make("aside", { "aria-label": "Nearest passages" }, make("h3", {}, "Pasted from", data.sources.length === 1 ? make("small", {}, ` ${data.sources[0]}`) : null),
        whereItStands(item),
        passageList(item.near, item, blocks))),
    note);
}

function go(by) {
  const next = shown[shown.indexOf(opened) + by];
  if (next !== undefined) location.replace(link(next));
}

function openFromHash() {
  const match = location.hash.match(/^#item\//);
  const row = match ? rows.find((candidate) => link(candidate) === location.hash) : null;
  opened = row || null;
  if (opened === null) { if (dialog.open) dialog.close(); return; }
  hideNote();
  markPlots(opened);
  render(opened);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId("item-title").focus({ preventScroll: true });
}

function close() {
  const row = opened;
  history.replaceState(null, "", location.pathname + location.search + "#items");
  opened = null;
  if (dialog.open) dialog.close();
  const back = row === null ? null : [...document.querySelectorAll("#table tbody a")].find((a) => a.getAttribute("href") === link(row));
  if (back) back.focus({ preventScroll: true });
}

function startItem() {
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(); });
  dialog.addEventListener("scroll", hideNote);
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") go(1);
    if (event.key === "ArrowLeft") go(-1);
  });
  addEventListener("hashchange", openFromHash);
  openFromHash();
}
