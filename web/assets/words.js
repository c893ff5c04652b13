// What the page's scripts share: its language and words, requests to the server, how long an answer has been coming.
window.tiaoli = (() => {
  const KEY = "tiaoli.lang", LANGUAGES = ["zh-Hans", "zh-Hant", "en"];

  // What the reader chose before; "" where they did not, or the browser keeps nothing.
  function language() {
    try {
      const kept = localStorage.getItem(KEY);
      return LANGUAGES.includes(kept) ? kept : "";
    } catch {
      return "";
    }
  }

  function speak(lang) {
    try {
      localStorage.setItem(KEY, lang);
    } catch {
      // The choice then lasts as long as the page.
    }
    document.documentElement.lang = lang;
    document.dispatchEvent(new CustomEvent("tl-language"));
  }

  const words = () => JSON.parse(document.getElementById("tl-words")?.dataset.words || "{}");

  // The half of a message "中文 / English" that is in the page's language.
  function half(message) {
    const [chinese, ...english] = message.split(" / ");
    return document.documentElement.lang === "en" && english.length ? english.join(" / ") : chinese;
  }

  // The text of an answer of the server; throws an Error with the words of its refusal.
  async function fetched(address, options) {
    const response = await fetch(address, options);
    const text = await response.text();
    if (response.ok) return text;
    let message = response.statusText;
    try {
      message = half(JSON.parse(text).error.message);
    } catch {
      // Not one of Tiaoli's own errors: the status says what there is to say.
    }
    throw new Error(message);
  }

  const say = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  let since = 0, clock = 0;
  function time() {
    const lines = document.querySelectorAll("#tl-chat .tl-pending");
    if (!lines.length) {
      clearInterval(clock);
      since = clock = 0;
      return;
    }
    if (!since) document.dispatchEvent(new CustomEvent("tl-asked"));
    since ||= Date.now();
    clock ||= setInterval(time, 500);
    const seconds = Math.floor((Date.now() - since) / 1000), line = lines[lines.length - 1];
    if (!seconds) return;
    let shown = line.querySelector(".tl-seconds");
    if (!shown) {
      shown = Object.assign(document.createElement("span"), { className: "tl-seconds" });
      shown.setAttribute("aria-hidden", "true");
      line.append(shown);
    }
    say(shown, (words().seconds || "{seconds}").replace("{seconds}", seconds));
  }

  // What Gradio leaves undone for those who use a keyboard or a screen reader.
  function mend() {
    // A message labelled with its HTML source would be read out instead of its text.
    document.querySelectorAll("#tl-chat [data-testid][aria-label*='<div']").forEach((each) => each.removeAttribute("aria-label"));
    document.querySelectorAll("#tl-chat .bubble-wrap:not([tabindex])").forEach((each) => { each.tabIndex = 0; });
    document.querySelectorAll("#tl-chat .examples[role=list]").forEach((each) => each.removeAttribute("role")); // of buttons, not items
    document.querySelectorAll("#tl-filters [role=combobox][aria-controls]").forEach((each) => {
      if (!document.getElementById(each.getAttribute("aria-controls"))) each.removeAttribute("aria-controls");
    });
    // A place chosen stands without the blanks that set it under its province.
    document.querySelectorAll("#tl-filters [role=combobox]").forEach((each) => {
      if (each !== document.activeElement && each.value !== each.value.trim()) each.value = each.value.trim();
    });
    const send = document.querySelector("#tl-box .submit-button"), said = words().send;
    if (send && said && send.getAttribute("aria-label") !== said) send.setAttribute("aria-label", said);
    time();
  }

  // Gradio looks for places at each key; words from an input method come without one.
  document.addEventListener("input", (event) => {
    if (event.target.matches("#tl-filters [role=combobox]"))
      setTimeout(() => event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Unidentified", bubbles: true })));
  });

  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("a.tl-skip")) return;
    event.preventDefault();
    document.querySelector("#tl-box textarea")?.focus();
  });

  document.documentElement.lang = language() || "zh-Hans";
  return { fetched, language, say, speak, words };
})();
