// Runs in the list of notices: sorts, turns pages, unfolds doubts, and asks before a notice is removed.
let last = null;
let removing = false;

// What is being done stands above the list, which may have been scrolled far down.
function showTold() {
  document.getElementById("tl-told").scrollIntoView({ block: "nearest" });
}

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (!button || button.disabled) return;
  const { act, value } = button.dataset;
  const dialog = element.querySelector("dialog");
  if (act === "fold") {
    const row = document.getElementById(button.getAttribute("aria-controls"));
    row.hidden = !row.hidden;
    button.setAttribute("aria-expanded", String(!row.hidden));
  } else if (act === "ask") {
    dialog.querySelector(".tl-confirm-what").textContent = button.dataset.title;
    dialog.querySelector(".tl-confirm-note").textContent = button.dataset.note;
    dialog.dataset.value = value;
    dialog.showModal();
  } else if (act === "cancel") {
    dialog.close();
  } else if (act === "remove") {
    dialog.close();
    trigger("click", { act, value: dialog.dataset.value });
    removing = true;
    setTimeout(showTold, 500);
  } else {
    last = `[data-act="${act}"][data-value="${CSS.escape(value)}"]`;
    trigger("click", { act, value });
    if (act === "page") document.getElementById("tl-corpus-list").scrollIntoView({ block: "start" });
  }
});

// The list is written anew: whoever works with the keyboard goes on from the button they pressed.
watch("value", () => {
  const button = last && (element.querySelector(last) || element.querySelector(".tl-pager button:not([disabled])"));
  last = null;
  button?.focus({ preventScroll: true });
  if (removing) showTold();
  removing = false;
});
