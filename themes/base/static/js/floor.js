// What every page may use. The page works without any of it.
import "./text-size.js";
import "./basket.js";
import "./stepper.js";
import "./suggest.js";
import "./current.js";

// Older browsers, often those inside chat apps, have no popovers.
if (!("popover" in HTMLElement.prototype)) import("./popover.js");
