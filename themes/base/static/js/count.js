// Says once that these results were shown, and which position was chosen. Nothing of who: see search/counting.py.
const { count, slip } = document.querySelector("script[data-count]").dataset;
const goods = "main .product-card";

function send(position) {
  const said = new URLSearchParams({ phieu: slip });
  if (position) said.set("vi-tri", position);
  navigator.sendBeacon?.(count, said);
}

// Who reloads or comes back has asked nothing new.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") send();

// Chosen is what is opened, here or in another tab, and what is put into the basket.
for (const kind of ["click", "auxclick"]) {
  document.addEventListener(kind, ({ target, button }) => {
    const card = target.closest?.(goods);
    if (!card || button === 2 || !target.closest("a[href], button[type=submit]")) return;
    send(1 + [...document.querySelectorAll(goods)].indexOf(card));
  });
}
