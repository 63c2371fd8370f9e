// Says once that this page was shown. Nothing of who: see shop/catalogue/viewing.py.
const { seen } = document.querySelector("script[data-seen]").dataset;

// Who reloads or comes back has not looked anew.
if (performance.getEntriesByType("navigation")[0]?.type === "navigate") navigator.sendBeacon?.(seen);
