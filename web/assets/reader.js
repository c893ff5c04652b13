// The reading view: a notice opened at a clause, further parts when asked for, and the way back to where the reader came from.
(() => {
  const { fetched, say, words } = window.tiaoli;
  const root = document.documentElement, NARROW = 560;
  let wanted = null, origin = null, turn = 0;

  const shell = () => document.getElementById("tl-reader");
  const body = () => shell()?.querySelector(".tl-reader-body");

  function frame() {
    const reader = shell(), said = words();
    if (!reader.firstChild) {
      const bar = Object.assign(document.createElement("div"), { className: "tl-reader-bar" });
      bar.append(Object.assign(document.createElement("button"), { type: "button", className: "tl-act tl-close" }),
        Object.assign(document.createElement("p"), { className: "tl-which" }));
      const inside = Object.assign(document.createElement("div"), { className: "tl-reader-body", tabIndex: -1 });
      inside.setAttribute("aria-live", "off");
      reader.append(bar, inside);
    }
    say(reader.querySelector(".tl-close"), said.close_reader);
    reader.setAttribute("aria-label", said.contents);
    reader.hidden = false;
    root.dataset.tlView = "reading";
  }

  // place: { clause | doc, start, end, quote, asOf }; from: what takes the focus again when the view is closed; focus: whether the
  // view takes it now.
  async function open(place, from, focus = true) {
    const mine = ++turn;
    wanted = place;
    if (from) origin = from;
    frame();
    body().setAttribute("aria-busy", "true");
    const slow = setTimeout(() => say(body(), words().loading), 400);
    try {
      const html = await fetched(address(place));
      if (mine === turn) shown(html, focus);
    } catch (error) {
      if (mine === turn) failed(error);
    } finally {
      clearTimeout(slow);
      if (mine === turn) body().removeAttribute("aria-busy");
    }
  }

  function address(place, part = "") {
    const doc = place.doc || place.clause.split("#")[0];
    const query = new URLSearchParams({ lang: root.lang });
    for (const [name, value] of Object.entries({ clause: place.clause, start: place.start, end: place.end, quote: place.quote,
      as_of: place.asOf })) if (value) query.set(name, value);
    return `desk/notices/${encodeURIComponent(doc)}${part}?${query}`;
  }

  function shown(html, focus) {
    body().innerHTML = html; // the server escapes every word of the notice
    root.dispatchEvent(new CustomEvent("tl-read"));
    const article = body().querySelector("article");
    fit();
    which(article);
    article.querySelector(".tl-tree details").open = !article.classList.contains("tl-narrow");
    point(article.dataset.at);
    if (wanted.clause) settle(document.getElementById(article.dataset.at), focus);
    else {
      shell().scrollIntoView({ block: "start" });
      if (focus) body().focus({ preventScroll: true });
    }
  }

  // The notice and whether it is in force stay in sight wherever the reader scrolls.
  function which(article) {
    const title = article.querySelector("h2"), name = document.createElement("span");
    Object.assign(name, { textContent: title.textContent, lang: title.lang });
    shell().querySelector(".tl-which").replaceChildren(article.querySelector(".tl-badge").cloneNode(true), name);
  }

  // Where there is no room at the side, the tree stands above the text.
  function fit() {
    const article = body()?.querySelector("article");
    article?.classList.toggle("tl-narrow", article.clientWidth < NARROW);
  }

  function failed(error) {
    const line = Object.assign(document.createElement("p"), { className: "tl-fault", textContent: `${words().load_failed}: ${error.message}` });
    line.setAttribute("role", "alert");
    body().replaceChildren(line);
    body().focus({ preventScroll: true });
  }

  function settle(clause, focus = true) {
    const mark = clause.querySelector("mark");
    const tall = clause.offsetHeight > 0.7 * window.innerHeight;
    (tall && mark ? mark : clause).scrollIntoView({ block: tall && !mark ? "start" : "center" });
    if (focus) clause.focus({ preventScroll: true });
  }

  // Shows in the tree which clause it is.
  function point(at) {
    body().querySelectorAll(".tl-tree a[aria-current]").forEach((each) => each.removeAttribute("aria-current"));
    const link = body().querySelector(`.tl-tree a[href="#${at}"]`);
    if (!link) return;
    link.setAttribute("aria-current", "true");
    const tree = link.closest(".tl-tree");
    tree.scrollTop = link.offsetTop - tree.offsetTop - tree.clientHeight / 2;
  }

  async function more(button) {
    const { part, way } = button.dataset, doc = button.closest("article").dataset.doc;
    button.disabled = true;
    try {
      const html = await fetched(`${address({ doc }, `/parts/${part}`)}&way=${way}`);
      const edge = way === "before" ? button.nextElementSibling : button.previousElementSibling;
      const top = edge.getBoundingClientRect().top;
      button.insertAdjacentHTML("afterend", html);
      button.remove();
      scroller(edge).scrollTop += edge.getBoundingClientRect().top - top; // what was being read stays where it was
      edge.focus({ preventScroll: true });
      root.dispatchEvent(new CustomEvent("tl-read"));
    } catch (error) {
      button.disabled = false;
      say(button, error.message);
    }
  }

  function scroller(element) {
    for (let each = element.parentElement; each; each = each.parentElement)
      if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
    return document.scrollingElement;
  }

  function close(refocus = true) {
    const reader = shell();
    if (!reader || reader.hidden) return;
    turn++;
    reader.hidden = true;
    delete root.dataset.tlView;
    body().replaceChildren();
    shell().querySelector(".tl-which").replaceChildren();
    wanted = null;
    if (!refocus) return;
    const back = origin?.isConnected ? origin : document.querySelector("#tl-evidence .tl-pane-title");
    back?.scrollIntoView({ block: "nearest" });
    back?.focus({ preventScroll: true });
  }

  // A card or a nearest clause carries where it stands.
  function read(card, from, focus) {
    const { clause, start, end, quote, asOf } = card.dataset;
    return open({ clause, start, end, quote, asOf }, from, focus);
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const fold = at(".tl-fold"), link = at(".tl-tree a"), button = at(".tl-more"), asked = at(".tl-read"), other = at(".tl-open");
    if (at(".tl-close")) close();
    if (fold) fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
    if (button) more(button);
    if (asked) read(asked.closest("[data-clause]"), asked);
    if (other) open({ doc: other.dataset.doc });
    if (!link) return;
    event.preventDefault();
    const clause = document.getElementById(link.hash.slice(1));
    point(link.hash.slice(1));
    if (clause) settle(clause);
    else open({ clause: link.dataset.clause, asOf: wanted?.asOf });
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && shell() && !shell().hidden) close(); });
  window.addEventListener("resize", fit);
  document.addEventListener("tl-asked", () => close(false));
  document.addEventListener("tl-language", () => {
    // The words of the page follow a moment later.
    if (wanted && !shell().hidden) new MutationObserver((_, observer) => {
      observer.disconnect();
      if (wanted) open(wanted);
    }).observe(document.getElementById("tl-head"), { childList: true, subtree: true, attributes: true });
  });

  Object.assign(window.tiaoli, { open, read });
})();
