"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // Language: both are in the page, one is shown.
  const speak = (lang) => {
    root.dataset.lang = lang;
    root.lang = lang === "zh" ? "zh-CN" : "en";
    document.title = document.querySelector("title").dataset[lang];
    for (const input of document.querySelectorAll("input[data-zh]")) {
      input.placeholder = input.dataset[lang];
      input.setAttribute("aria-label", input.dataset[lang]);
    }
    for (const button of document.querySelectorAll("button[data-lang]")) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    }
  };
  for (const button of document.querySelectorAll("button[data-lang]")) {
    button.addEventListener("click", () => speak(button.dataset.lang));
  }
  speak(root.dataset.lang);

  const print = document.querySelector("button.print");
  if (print) print.addEventListener("click", () => window.print());

  // Sorting: by what a cell says it is sorted by, numbers as numbers, otherwise by its text.
  const key = (row, at) => {
    const cell = row.cells[at];
    return cell.dataset.v !== undefined ? cell.dataset.v : cell.innerText.trim();
  };
  const compare = (a, b) => {
    const x = a === "" ? NaN : Number(a);
    const y = b === "" ? NaN : Number(b);
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return String(a).localeCompare(String(b), root.lang);
  };

  // A table shows ten rows until it is asked for all; a filter looks through all of them.
  const FEW = 10;
  for (const frame of document.querySelectorAll("div.table")) {
    const table = frame.querySelector("table");
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
    const input = frame.querySelector("input");
    const levels = [...frame.querySelectorAll(".pick button")];
    const output = frame.querySelector("output");
    const all = frame.querySelector("button.all");
    let folded = all !== null;

    const apply = () => {
      const words = input ? input.value.toLowerCase().split(/\s+/).filter(Boolean) : [];
      const wanted = levels.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.level);
      const free = !words.length && !wanted.length;
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const has = (row.dataset.level || "").split(" ");
        const fits = words.every((word) => texts.get(row).includes(word))
          && (!wanted.length || wanted.some((level) => has.includes(level)));
        row.hidden = !fits || (folded && free && shown >= FEW);
        shown += row.hidden ? 0 : 1;
      }
      if (output) output.textContent = `${shown} / ${rows.length}`;
      if (all) all.hidden = !folded || !free;
    };

    heads.forEach((head, at) => {
      head.querySelector("button").addEventListener("click", () => {
        const falls = head.getAttribute("aria-sort") === "ascending"
          || (!head.hasAttribute("aria-sort") && rows[0].cells[at].classList.contains("n"));
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", falls ? "descending" : "ascending");
        rows.sort((a, b) => (falls ? -1 : 1) * compare(key(a, at), key(b, at)));
        table.tBodies[0].append(...rows);
        apply();
      });
    });
    if (input) input.addEventListener("input", apply);
    for (const button of levels) {
      button.addEventListener("click", () => {
        button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
        apply();
      });
    }
    if (all) {
      all.addEventListener("click", () => {
        folded = false;
        apply();
      });
    }
    apply();
  }
})();
