// Printing by a button; the browser's own menu prints just as well.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
