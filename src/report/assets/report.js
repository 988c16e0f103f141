// What a page of the report does beside being read. Text of documents is only ever set as text.
"use strict";
(function () {
  const strings = window.justeraStrings || {};
  const body = document.body;
  const store = {
    get(key) { try { return localStorage.getItem("justera-" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("justera-" + key, value); } catch { /* a page from a file may have no store */ } },
  };
  let language = store.get("language") === "en" ? "en" : "sv";
  const say = (key) => { const pair = strings[key]; return pair ? pair[language === "en" ? 1 : 0] : key; };
  const byId = (id) => document.getElementById(id);

  function speak() {
    document.querySelectorAll("[data-t]").forEach((e) => { e.textContent = say(e.dataset.t); e.lang = language; });
    const other = byId("language");
    if (other) {
      other.textContent = language === "en" ? "Svenska" : "English";
      other.lang = language === "en" ? "sv" : "en";
      other.hidden = false;
    }
  }
  byId("language")?.addEventListener("click", () => {
    language = language === "en" ? "sv" : "en";
    store.set("language", language);
    speak();
  });
  speak();

  // The text as it was read.
  const raw = byId("raw");
  const text = document.querySelector(".text");
  function toggleRaw() {
    if (!text) return;
    const on = body.classList.toggle("raw");
    raw.setAttribute("aria-pressed", String(on));
  }
  if (raw && text) { raw.hidden = false; raw.addEventListener("click", toggleRaw); }

  // What an edit is.
  const panel = byId("panel");
  function show(edit) {
    const [from, to] = [edit.querySelector("del").textContent, edit.querySelector("ins").textContent];
    const state = ["e", "s", "x"].find((c) => edit.classList.contains(c));
    const b = document.createElement("b");
    b.lang = "sv";
    b.textContent = from + " → " + (to || "∅");
    const facts = [say("st-" + state), say("k-" + edit.dataset.k), edit.dataset.c, say("s-" + edit.dataset.s)];
    panel.replaceChildren(b, " " + facts.join(" · "));
    if ("review" in body.dataset) {
      const a = document.createElement("a");
      a.href = body.dataset.root + "review?" + new URLSearchParams({ from, to });
      a.textContent = say("decide-this");
      panel.append(" · ", a);
    }
    panel.hidden = false;
  }
  const editOf = (target) => (target instanceof Element ? target.closest(".text .e, .text .s, .text .x") : null);
  ["focusin", "mouseover", "click"].forEach((kind) => document.addEventListener(kind, (event) => {
    const edit = editOf(event.target);
    if (edit) show(edit);
    else if (panel.contains(event.target)) return;
    else if (kind !== "mouseover") panel.hidden = true;
  }));

  // Keys: j k between records and pages (in review: words), n p between edits, r for the reading.
  function step(selector, by) {
    const all = Array.from(document.querySelectorAll(selector)).filter((e) => e.getClientRects().length > 0);
    if (all.length === 0) return;
    const now = document.activeElement && document.activeElement.closest(selector);
    let at = all.indexOf(now);
    if (at < 0) {
      // From where one is reading.
      at = all.findIndex((e) => e.getBoundingClientRect().top > 70) - (by > 0 ? 1 : 0);
      if (at < -1) at = all.length - 1;
    }
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: selector === ".stop" ? "start" : "center" });
  }
  const press = (selector) => {
    const card = document.activeElement.closest(".card") || document.querySelector(".card");
    card?.querySelector(selector)?.[selector.startsWith("input") ? "focus" : "click"]();
  };
  const keys = {
    j: () => step(".stop", 1), k: () => step(".stop", -1),
    n: () => step(".text .e, .text .s, .text .x", 1), p: () => step(".text .e, .text .s, .text .x", -1),
    r: toggleRaw,
    Escape: () => { panel.hidden = true; },
  };
  if (body.classList.contains("review")) {
    Object.assign(keys, {
      a: () => press("button.yes"), x: () => press("button.no"), c: () => press("input[name=to]"),
      u: () => document.querySelector(".flash button")?.click(),
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // Review: return in the text field corrects, and an empty correction is no decision.
  document.querySelectorAll("form.decide").forEach((form) => form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.name === "to") {
      event.preventDefault();
      form.querySelector("button.correct").click();
    }
  }));
  document.querySelector(".flash") && document.querySelector(".card")?.focus({ preventScroll: true });

  // Search over all documents: their names come in scripts, since a page from a file may read nothing else.
  const search = document.querySelector("form.search");
  let documents = null;
  window.justera = { documents(some) { documents.push(...some); find(); } };
  function load() {
    if (documents) return;
    documents = [];
    for (let n = 1; n <= Number(search.dataset.chunks); n++) {
      const script = document.createElement("script");
      script.src = body.dataset.root + "data/documents-" + n + ".js";
      document.head.append(script);
    }
  }
  const MOST = 200;
  function find() {
    const found = byId("found");
    const words = byId("q").value.toLowerCase().split(/\s+/).filter(Boolean);
    byId("all").hidden = words.length > 0;
    document.querySelectorAll(".turn").forEach((t) => { t.hidden = words.length > 0; });
    if (words.length === 0) { found.replaceChildren(); return; }
    const list = document.createElement("ul");
    list.className = "rows";
    let count = 0;
    for (const [title, name, to] of documents) {
      const all = (title + " " + name).toLowerCase();
      if (!words.every((w) => all.includes(w))) continue;
      if (++count > MOST) break;
      const [li, a, id] = [document.createElement("li"), document.createElement("a"), document.createElement("span")];
      a.href = body.dataset.root + to;
      a.textContent = title;
      id.className = "id";
      id.textContent = " " + name;
      li.append(a, id);
      list.append(li);
    }
    const rest = document.createElement("p");
    rest.className = "hint";
    rest.textContent = count === 0 ? say("found-none") : count > MOST ? say("found-more") : "";
    found.replaceChildren(list, rest);
  }
  if (search) {
    search.hidden = false;
    search.addEventListener("submit", (event) => event.preventDefault());
    search.addEventListener("focusin", load);
    search.addEventListener("input", () => { load(); find(); });
  }
})();
