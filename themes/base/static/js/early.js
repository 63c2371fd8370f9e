// Runs before the first paint: says that script is there, and sets the text size that was chosen.
(function () {
  var root = document.documentElement;
  root.setAttribute("data-script", "");
  try {
    var size = localStorage.getItem("text-size");
    if (size) root.setAttribute("data-text-size", size);
  } catch (refused) {
    // Storage may be closed to us; the page then keeps its normal size.
  }
})();
