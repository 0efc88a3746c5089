// Drop and progress: files are sent one by one by the page's own form, and the answers, which the
// service writes as it does without a script, are taken over as they are. Nothing is kept.
"use strict";
(() => {
  const form = document.getElementById("examine");
  if (!form) return;
  const said = form.dataset;
  const status = document.getElementById("status");
  const section = document.getElementById("answers-section");
  const answers = document.getElementById("answers");
  const password = document.getElementById("password");
  const picker = document.getElementById("files");
  const AT_ONCE = 2; // files; the service has others to answer
  const PATIENCE = 20; // times that it is asked again when it is busy
  const waiting = [], fresh = [], troubles = [];
  let running = 0, all = 0, done = 0, shown = 0;

  const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const make = (name, kind, text) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  // What needs a script is shown, and what is said to those without one is not.
  function reveal(root) {
    for (const each of root.querySelectorAll("[data-scripted], button.copy, button.print")) each.hidden = false;
    for (const each of root.querySelectorAll("[data-unscripted]")) each.hidden = true;
  }

  // The forms of an answer have the file already, and its password.
  function prepare(article, file, secret) {
    shown += 1;
    for (const each of article.querySelectorAll("[id]")) each.id += `-${shown}`;
    for (const each of article.querySelectorAll("label[for]")) each.htmlFor += `-${shown}`;
    for (const each of article.querySelectorAll("[aria-describedby]")) {
      each.setAttribute("aria-describedby", `${each.getAttribute("aria-describedby")}-${shown}`);
    }
    for (const each of article.querySelectorAll("form.with-file")) {
      const held = new DataTransfer();
      held.items.add(file);
      const field = each.querySelector(".the-file");
      field.querySelector("input").files = held.files;
      field.hidden = true;
      const asked = each.querySelector(".the-password");
      if (asked && !each.matches(".again")) {
        asked.querySelector("input").value = secret;
        asked.hidden = true;
      }
    }
    reveal(article);
  }

  function ask(file, secret, place) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.responseType = "document";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) place.bar.value = event.loaded / event.total;
      };
      request.upload.onload = () => {
        place.bar.removeAttribute("value");
        place.text.textContent = said.judging;
      };
      request.onload = () => resolve({
        status: request.status,
        page: request.responseXML,
        again: Number(request.getResponseHeader("Retry-After")) || 5,
      });
      request.onerror = () => resolve({ status: 0, page: null, again: 0 });
      const body = new FormData();
      body.append("files", file);
      body.append("password", secret);
      request.send(body);
    });
  }

  async function answerOn(file, secret, place) {
    if (file.size > Number(said.most)) return { why: said.large, next: said.largeNext };
    if (file.size === 0) return { why: said.empty, next: said.emptyNext };
    try {
      await file.slice(0, 1).arrayBuffer(); // a folder, or a file that is gone, cannot be read
    } catch {
      return { why: said.unread, next: said.unreadNext };
    }
    for (let round = 0; ; round += 1) {
      place.text.textContent = said.sending;
      const { status: code, page, again } = await ask(file, secret, place);
      if (code === 503 && round < PATIENCE) {
        place.text.textContent = said.waiting;
        await new Promise((resolve) => setTimeout(resolve, again * 1000));
        continue;
      }
      const article = page && page.querySelector("article.answer");
      if (article) return { article: document.importNode(article, true) };
      const why = page && page.getElementById("why");
      return { why: why ? why.textContent : said.failed, next: said.failedNext };
    }
  }

  function placeFor(file) {
    const article = make("article", "answer waits");
    const text = make("p", "", said.sending);
    const bar = make("progress");
    bar.setAttribute("aria-label", `${said.sending} ${file.name}`);
    article.append(make("h3", "", file.name), text, bar);
    return { article, text, bar };
  }

  // A file that was not examined has a row as others have: a word, a shape, why, and what to do.
  function told(file, why, next) {
    const article = make("article", "answer");
    const word = make("p", "verdict unreadable");
    word.append(document.querySelector("#not-examined svg").cloneNode(true), make("span", "", said.word));
    article.dataset.rank = "2";
    article.dataset.failed = "true";
    article.dataset.word = said.word;
    article.append(make("h3", "", file.name), word, make("p", "error", why), make("p", "advice", next));
    troubles.push(`${file.name}: ${why}`);
    return article;
  }

  // The worst stands first; of those that are as bad, the one that was answered first.
  function settle(article) {
    const rank = Number(article.dataset.rank);
    const later = [...answers.children].find(
      (each) => each !== article && (!each.dataset.rank || Number(each.dataset.rank) > rank));
    answers.insertBefore(article, later || null);
  }

  // Of all that stands on the page.
  function summary() {
    const counts = new Map();
    for (const each of answers.querySelectorAll("[data-word]")) {
      counts.set(each.dataset.word, (counts.get(each.dataset.word) || 0) + 1);
    }
    const words = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
    const count = answers.querySelectorAll("[data-word]:not([data-failed])").length;
    const failures = troubles.splice(0).map((each) => ` ${each}`).join("");
    return fill(said.done, { count, told: words ? `${words}.` : "" }) + failures;
  }

  function tell() {
    if (done < all) {
      status.textContent = fill(said.progress, { number: done + 1, count: all });
      return;
    }
    status.textContent = summary();
    const first = [...answers.children].find((each) => fresh.includes(each));
    fresh.length = 0;
    const at = document.activeElement;
    if (!first || (at && at !== document.body && !form.contains(at))) return;
    const title = first.querySelector("h3");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    first.scrollIntoView({ block: "start" });
  }

  async function run() {
    while (waiting.length) {
      const { file, secret, place } = waiting.shift();
      const { article, why, next } = await answerOn(file, secret, place);
      const settled = article || told(file, why, next);
      place.article.remove();
      if (article) prepare(article, file, secret);
      settle(settled);
      fresh.push(settled);
      done += 1;
      tell();
    }
    running -= 1;
  }

  function examine(files, secret) {
    if (!files.length) return;
    if (done === all) all = done = 0;
    section.hidden = false;
    for (const file of files) {
      const place = placeFor(file);
      answers.append(place.article);
      waiting.push({ file, secret, place });
      all += 1;
    }
    tell();
    for (; running < AT_ONCE && running < waiting.length; running += 1) run();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    examine([...picker.files], password.value);
    form.reset();
  });

  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("over");
  });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    examine([...event.dataTransfer.files], password.value);
  });

  // One file again, with its password: the new answer takes the place of the old one.
  answers.addEventListener("submit", (event) => {
    const again = event.target.closest("form.again");
    if (!again) return;
    event.preventDefault();
    const [file] = again.querySelector("input[type=file]").files;
    const secret = again.querySelector("input[type=password]").value;
    again.closest("article").remove();
    examine([file], secret);
  });

  async function copy(button) {
    const area = button.closest("details").querySelector("textarea");
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      area.select();
      document.execCommand("copy");
    }
    const note = button.parentElement.querySelector("[role=status]");
    note.textContent = note.dataset.done;
  }

  function print(button) {
    const article = button.closest("article");
    const report = article.querySelector("details.report");
    const open = report.open;
    report.open = true;
    article.classList.add("chosen");
    document.body.classList.add("printing");
    addEventListener("afterprint", () => {
      document.body.classList.remove("printing");
      article.classList.remove("chosen");
      report.open = open;
    }, { once: true });
    window.print();
  }

  answers.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && button.matches(".copy")) copy(button);
    if (button && button.matches(".print")) print(button);
  });

  // Answers are not kept: who goes to the page in another language loses them, and is asked first.
  for (const link of document.querySelectorAll("nav a[hreflang]")) {
    link.addEventListener("click", (event) => {
      if (answers.childElementCount && !window.confirm(said.leave)) event.preventDefault();
    });
  }

  reveal(document);
})();
