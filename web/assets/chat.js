// A citation [n] shows its clause when pointed at or focused, and opens it in its notice when followed.
(() => {
  const SHOW_MS = 150, HIDE_MS = 250, GAP = 6;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  let timer = 0, shownFor = null;

  const cardOf = (link) => document.getElementById(link.hash.slice(1));

  function popover() {
    let pop = document.getElementById("tl-pop");
    if (!pop) {
      pop = Object.assign(document.createElement("div"), { id: "tl-pop", hidden: true });
      pop.setAttribute("role", "tooltip");
      (document.querySelector(".gradio-container") || document.body).append(pop); // has the page's font
    }
    return pop;
  }

  function show(link) {
    const card = cardOf(link), pop = popover();
    if (!card || shownFor === link) return;
    hide();
    const parts = ["h3", ".tl-badges", ".tl-address", "blockquote"].map((part) => card.querySelector(part)?.cloneNode(true));
    pop.replaceChildren(...parts.filter(Boolean));
    pop.lang = card.closest("[lang]")?.lang || "";
    pop.hidden = false;
    place(pop, link.getBoundingClientRect());
    const mark = pop.querySelector("mark"), quote = pop.querySelector("blockquote");
    if (mark && quote) quote.scrollTop = mark.offsetTop - quote.offsetTop - 24;
    link.setAttribute("aria-describedby", "tl-pop");
    shownFor = link;
  }

  function place(pop, link) {
    const width = document.documentElement.clientWidth, box = pop.getBoundingClientRect();
    pop.style.left = `${Math.max(8, Math.min(link.left - 24, width - box.width - 8))}px`;
    const above = link.top - box.height - GAP;
    pop.style.top = `${above >= 8 ? above : Math.min(link.bottom + GAP, window.innerHeight - box.height - 8)}px`;
  }

  function hide() {
    clearTimeout(timer);
    if (!shownFor) return;
    shownFor.removeAttribute("aria-describedby");
    shownFor = null;
    popover().hidden = true;
  }

  function soon(act, delay) {
    clearTimeout(timer);
    timer = setTimeout(act, delay);
  }

  function reveal(target) {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
    target.focus({ preventScroll: true });
    target.classList.remove("tl-flash");
    void target.offsetWidth; // restarts the animation when the same place is asked for again
    target.classList.add("tl-flash");
  }

  const near = (event) => event.target.closest?.("a.tl-cite, #tl-pop");
  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType !== "touch" && near(event);
    if (!link) return;
    if (link.id === "tl-pop") clearTimeout(timer);
    else soon(() => show(link), SHOW_MS);
  });
  document.addEventListener("pointerout", (event) => { if (near(event)) soon(hide, HIDE_MS); });
  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("a.tl-cite:focus-visible")) show(event.target);
  });
  document.addEventListener("focusout", (event) => { if (event.target === shownFor) hide(); });
  document.addEventListener("pointerdown", (event) => { if (!near(event)) hide(); });
  // What is about to be shown will stand where its mark has come to; only what is shown already would stay behind.
  document.addEventListener("scroll", (event) => { if (shownFor && !popover().contains(event.target)) hide(); }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shownFor) return;
    hide();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#c-'], a[href^='#m-']");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    hide();
    const target = cardOf(link);
    if (target?.matches(".tl-card")) window.tiaoli.read(target, link);
    else if (target) reveal(target);
  }, true);

  Object.assign(window.tiaoli, { calm, cardOf, reveal });
})();
