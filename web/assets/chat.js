// A citation marker [n] brings its clause into view and flashes it; the card's link leads back to the marker.
(() => {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  function reveal(target) {
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    const tall = target.offsetHeight > 0.8 * window.innerHeight;
    const shown = (tall && target.querySelector("mark")) || target;
    shown.scrollIntoView({ block: tall ? "center" : "nearest", behavior: calm.matches ? "auto" : "smooth" });
    target.focus({ preventScroll: true });
    target.classList.remove("tl-flash");
    void target.offsetWidth; // restarts the animation when the same clause is asked for again
    target.classList.add("tl-flash");
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href*='#c-'], a[href*='#m-']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    reveal(target);
  }, true);

  // Gradio labels each message with its HTML source, which a screen reader would read out instead of the text.
  new MutationObserver(() => {
    document.querySelectorAll("#tl-chat [data-testid][aria-label*='<div']").forEach((each) => each.removeAttribute("aria-label"));
  }).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["aria-label"] });

  document.documentElement.lang = "zh-Hans";
})();
