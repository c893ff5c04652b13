// What a reader does with an answer: copies it with its footnotes, and says what they think of it.
(() => {
  const { fetched, say, words } = window.tiaoli;
  const root = document.documentElement;
  const judged = new Map(); // exchange id -> verdict
  let form = null; // { id, verdict, clause, from } while a remark is being written

  const actions = (element) => element.closest(".tl-actions");
  const idOf = (element) => actions(element).id.slice(2);
  const make = (tag, fields = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), fields);
    element.append(...children);
    return element;
  };

  async function copy(button) {
    const status = actions(button).querySelector(".tl-said"), lang = actions(button).lang;
    try {
      await put(await fetched(`desk/answers.txt?${new URLSearchParams({ id: idOf(button), lang })}`));
      say(status, words().copied);
    } catch (error) {
      say(status, `${words().copy_failed}: ${error.message}`);
    }
  }

  // Browsers offer a clipboard only on https and on this machine; elsewhere a selection is copied.
  async function put(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const held = make("textarea", { value: text, className: "tl-held" }), focus = document.activeElement;
    document.body.append(held);
    held.select();
    const done = document.execCommand("copy");
    held.remove();
    focus?.focus();
    if (!done) throw new Error("execCommand");
  }

  const verdictOf = (button) => [...button.classList].find((name) => name.startsWith("tl-says-")).slice(8);

  function judge(button) {
    const verdict = verdictOf(button), id = idOf(button);
    if (verdict === "helpful") send({ id, verdict }, button);
    else write({ id, verdict, clause: "", from: button });
  }

  async function send(said, from) {
    const status = actions(from)?.querySelector(".tl-said");
    try {
      await fetched("desk/feedback", { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ id: said.id, verdict: said.verdict, clause_id: said.clause || "", note: said.note || "" }) });
      judged.set(said.id, said.verdict);
      show();
      say(status, words().judged);
      return true;
    } catch (error) {
      say(form ? document.querySelector("#tl-judge .tl-fault") : status, `${words().judge_failed}: ${error.message}`);
      return false;
    }
  }

  // Marks what has been said of each answer; what Gradio writes anew forgets it.
  function show() {
    for (const [id, verdict] of judged) {
      document.getElementById(`x-${id}`)?.querySelectorAll(".tl-opinion").forEach((each) => {
        const chosen = String(verdictOf(each) === verdict);
        if (each.getAttribute("aria-pressed") !== chosen) each.setAttribute("aria-pressed", chosen);
      });
    }
  }

  function write(started) {
    form = started;
    const said = words(), place = document.getElementById("tl-judge"), picks = form.verdict === "wrong_clause";
    const note = make("textarea", { id: "tl-note", rows: picks ? 1 : 2, maxLength: 1000 });
    const chosen = make("p", { className: "tl-chosen", hidden: true });
    const fault = make("p", { className: "tl-fault" });
    fault.setAttribute("role", "alert");
    place.replaceChildren(make("h2", { textContent: `${said.judge} · ${said[form.verdict]}` }),
      ...(picks ? [make("p", { textContent: said.judge_clause }), chosen] : []),
      make("div", { className: "tl-fields" }, ...(picks ? [finder(said)] : []),
        make("div", {}, make("label", { htmlFor: "tl-note", textContent: said.judge_note }), note)), fault,
      make("p", { className: "tl-buttons" }, make("button", { type: "button", className: "tl-act tl-send", textContent: said.judge_send }),
        make("button", { type: "button", className: "tl-act tl-cancel", textContent: said.judge_cancel })));
    place.hidden = false;
    root.dataset.tlJudging = form.verdict;
    const card = picks && cited(form.from);
    if (card) window.tiaoli.read(card, form.from, false);
    place.scrollIntoView({ block: "nearest" });
    note.focus({ preventScroll: true });
  }

  // The clause that the answer cites first, or is nearest to it.
  function cited(button) {
    const link = button.closest(".tl-answer").querySelector("a.tl-cite");
    return link ? window.tiaoli.cardOf(link) : document.querySelector("#tl-evidence .tl-nearest[data-clause]");
  }

  function finder(said) {
    const input = make("input", { type: "search", id: "tl-other", placeholder: said.other_hint, autocomplete: "off" });
    const found = make("div", { className: "tl-found" });
    let timer = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const asked = input.value.trim();
        const html = asked ? await fetched(`desk/notices?${new URLSearchParams({ q: asked, lang: root.lang })}`).catch(() => "") : "";
        if (asked === input.value.trim()) found.innerHTML = html; // the server escapes the titles
      }, 250);
    });
    return make("div", {}, make("label", { htmlFor: "tl-other", textContent: said.other_notice }), input, found);
  }

  // Every clause on view can be picked.
  function offer() {
    if (form?.verdict !== "wrong_clause") return;
    document.querySelector("#tl-judge .tl-found")?.replaceChildren();
    for (const clause of document.querySelectorAll("#tl-reader .tl-clause")) {
      if (!clause.querySelector(".tl-pick")) clause.append(make("button", { type: "button", className: "tl-act tl-pick", textContent: words().pick }));
    }
  }

  function pick(clause) {
    form.clause = clause.dataset.clause;
    document.querySelectorAll(".tl-clause.tl-picked").forEach((each) => each.classList.remove("tl-picked"));
    clause.classList.add("tl-picked");
    const line = document.querySelector("#tl-judge .tl-chosen"), title = document.getElementById("tl-reading-title").textContent;
    line.hidden = false;
    line.textContent = `${words().judge_chosen}${clause.dataset.address} · ${title}`;
  }

  function finish(refocus = true) {
    const from = form?.from;
    form = null;
    delete root.dataset.tlJudging;
    const place = document.getElementById("tl-judge");
    place.hidden = true;
    place.replaceChildren();
    document.querySelectorAll(".tl-pick").forEach((each) => each.remove());
    document.querySelector("#tl-reader .tl-close:not([hidden])")?.click();
    if (refocus) from?.focus();
  }

  document.addEventListener("click", async (event) => {
    const at = (selector) => event.target.closest?.(selector);
    if (at(".tl-copy")) copy(at(".tl-copy"));
    if (at(".tl-opinion")) judge(at(".tl-opinion"));
    if (form && at(".tl-pick")) pick(at(".tl-clause"));
    if (at("#tl-judge .tl-cancel")) finish();
    if (form && at("#tl-judge .tl-send")) {
      const note = document.getElementById("tl-note").value;
      if (await send({ ...form, note }, form.from)) finish();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !form) return;
    event.stopImmediatePropagation();
    finish();
  }, true);
  root.addEventListener("tl-read", offer);
  document.addEventListener("tl-asked", () => { if (form) finish(false); });
  new MutationObserver(show).observe(root, { childList: true, subtree: true });
})();
