// The product page: the chosen size's price in sight, and pictures that change in place.
const shown = document.querySelectorAll("[data-shows]");
const notes = document.querySelector("[data-stock-words]");

document.addEventListener("change", (event) => {
  const variant = event.target.closest('[name="product_id"][data-price]');
  if (!variant) return;
  for (const place of shown) {
    place.textContent = variant.dataset[place.dataset.shows] ?? "";
    const struck = place.closest("s");
    if (struck) struck.hidden = !place.textContent;
  }
  if (notes) notes.textContent = variant.dataset.stock ?? "";
});

const gallery = document.querySelector("[data-gallery]");
const main = gallery?.querySelector("[data-gallery-main]");
const place = gallery?.querySelector("[data-gallery-place]");

gallery?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-gallery-link]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const picture = link.querySelector("img");
  main.srcset = picture.srcset;
  main.src = link.href;
  main.alt = link.dataset.alt;
  if (place) place.textContent = link.dataset.place;
  for (const other of gallery.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
});

// Whoever said once that they are of age is not asked on every page of this browser.
const ofAge = document.querySelector("[data-of-age]");
if (ofAge) {
  try {
    ofAge.checked = localStorage.getItem("of-age") === "1";
    ofAge.addEventListener("change", () => localStorage.setItem("of-age", ofAge.checked ? "1" : "0"));
  } catch {
    // Storage may be closed to us; the answer then lasts as long as this page.
  }
}
