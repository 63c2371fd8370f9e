// Popovers for browsers that have none: a class opens them, Escape and their buttons close them.
function toggle(target, open) {
  target.classList.toggle("is-open", open);
  const opener = document.querySelector(`[popovertarget="${target.id}"]`);
  if (open) target.querySelector("a, button, input")?.focus();
  else opener?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[popovertarget]");
  const opened = document.querySelector("[popover].is-open");
  if (button) {
    const target = document.getElementById(button.getAttribute("popovertarget"));
    const closes = button.getAttribute("popovertargetaction") === "hide";
    toggle(target, !closes && !target.classList.contains("is-open"));
  } else if (opened && !opened.contains(event.target)) {
    toggle(opened, false);
  }
});

document.addEventListener("keydown", (event) => {
  const opened = document.querySelector("[popover].is-open");
  if (event.key === "Escape" && opened) toggle(opened, false);
});
