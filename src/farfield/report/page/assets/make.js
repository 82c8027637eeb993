"use strict";
// Texts of corpus and logs are data: they enter the page as text nodes, here and nowhere else.
const data = JSON.parse(document.getElementById("data").textContent);
const SVG_NAMES = new Set(["svg", "line", "path", "title"]);

function byId(id) { return document.getElementById(id); }

function make(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = SVG_NAMES.has(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Our own sentences mark code by backticks.
function prose(text) { return text.split(/`([^`]+)`/).map((part, n) => (n % 2 ? make("code", {}, part) : part)); }

// A long name that is cut keeps its tail, by which the names of one run differ.
const LONG_NAME = 16;
const TAIL = 10;
function tailed(name) {
  const letters = [...name];
  if (letters.length <= LONG_NAME) return name;
  return [make("span.name-head", {}, letters.slice(0, -TAIL).join("")), letters.slice(-TAIL).join("")];
}

function distance(value) {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

function percent(value) {
  return `${(100 * value).toLocaleString("en", { maximumFractionDigits: 1 })}\u202f%`;
}

function count(number, noun) { return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`; }

function times(number) { return number === 1 ? "once" : `${number.toLocaleString("en")} times`; }

function isRight(score) { return score !== null && score >= 0.5; }

function scoreMark(score) {
  if (score === null) return make("span.unscored", {}, "not scored");
  if (score === 1) return make("span.right", {}, "● right");
  if (score === 0) return make("span.wrong", {}, "○ wrong");
  return make(isRight(score) ? "span.right" : "span.wrong", {}, percent(score));
}

function regimeMark(number) {
  const name = data.regimes[number];
  return make("span.regime-name", {}, make(`span.swatch.regime-${name}`, {}), name);
}

// One row for each answer. Long parts (outputs, quotations) are there for the most telling items only.
const TEXT = ["text", "spans", "words", "pieces", "match", "cut"];
function readText(parts) { return parts ? Object.fromEntries(TEXT.map((name, n) => [name, parts[n]])) : readText(["", [], null, null, null, 0]); }
function readNear(places, quotes) {
  return (places || []).map(([document, field, length, held, start, size], n) => ({
    document: data.documents[document][0], source: data.sources[data.documents[document][1]], field: ["question", "target", "output"][field],
    words: length, count: held, start, end: start + size, quote: quotes ? quotes[n] : undefined,
  }));
}
const items = data.items.map((item, number) => ({
  number, id: item.id, task: item.task, question: readText(item.question), target: readText(item.target),
  near: readNear(item.near, item.quotes), more: item.more || {}, held: item.held, exposed: item.exposed, rows: [],
}));
const rows = data.items.flatMap((item, number) => item.answers.map(([subject, epoch, score, regime, ...distances], n) => {
  const output = item.outputs ? { ...readText(item.outputs[n][0]), near: readNear(item.outputs[n][1]) } : null;
  const row = { item: items[number], subject, epoch, score, regime, distances, output };
  items[number].rows.push(row);
  return row;
}));
rows.forEach((row, number) => { row.number = number; });

function link(row) {
  const parts = [data.tasks[row.item.task], row.item.id, data.subjects[row.subject], String(row.epoch)];
  return "#item/" + parts.map(encodeURIComponent).join("/");
}

const itemsByName = new Map(items.map((item) => [`${data.tasks[item.task]}\0${item.id}`, item]));
function linkToItem(task, id, subject) {
  const item = itemsByName.get(`${task}\0${id}`);
  if (!item) return make("span.left-out.named", { title: `${id}: left out of this page` }, tailed(id));
  const row = item.rows.find((one) => data.subjects[one.subject] === subject) || item.rows[0];
  return make("a.named", { href: link(row), title: id }, tailed(id));
}
