// A row of links that scrolls on a phone opens at the link that is current, not at its beginning.
for (const link of document.querySelectorAll(".category-bar [aria-current], .side-nav [aria-current]")) {
  const row = link.closest("ul");
  const away = link.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += away - (row.clientWidth - link.offsetWidth) / 2;
}
