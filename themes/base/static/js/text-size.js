// Keeps the reader's text size from page to page; early.js sets it before the first paint.
const root = document.documentElement;
const choices = document.querySelectorAll('[name="text-size"]');

for (const choice of choices) {
  choice.checked = choice.value === (root.dataset.textSize || "normal");
  choice.addEventListener("change", () => {
    root.dataset.textSize = choice.value;
    try {
      localStorage.setItem("text-size", choice.value);
    } catch {
      // Storage may be closed to us; the choice then lasts as long as this page.
    }
  });
}
