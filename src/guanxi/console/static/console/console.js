/* The little that a page does by itself. Text from people reaches the page as textContent only. */
(function () {
  "use strict";

  /* A button that sends something off is pressed once. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.dataset.again !== undefined) { return; }
    window.setTimeout(function () {
      form.querySelectorAll("button[type=submit]").forEach(function (button) { button.disabled = true; });
    }, 0);
  });
  /* Coming back by the browser's own button shows the page as it was left: buttons work again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("button[type=submit][disabled]").forEach(function (button) { button.disabled = false; });
  });

  /* What asks again by itself (a job's progress) goes on asking when an answer fails, as while the server restarts:
     after 2 s, then less and less often, and says so meanwhile. The next good answer takes the sentence away. */
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var part = event.target;
      if (!part.dataset || !part.dataset.lost) { return; }
      var said = part.querySelector(".lost");
      if (!said) {
        said = document.createElement("p");
        said.className = "alert alert-warning lost";
        said.setAttribute("role", "status");
        said.textContent = part.dataset.lost;
        part.prepend(said);
      }
      var wait = Math.min(30, 2 * (Number(part.dataset.wait) || 1));
      part.dataset.wait = String(wait);
      window.setTimeout(function () { window.htmx.trigger(part, "again"); }, wait * 1000);
    });
  });

  /* A strip of tabs that goes on beyond the edge shows the one that is open. */
  document.querySelectorAll(".chapters ul").forEach(function (strip) {
    var open = strip.querySelector("[aria-current]");
    if (!open) { return; }
    var at = open.getBoundingClientRect(), edge = strip.getBoundingClientRect();
    strip.scrollLeft += at.left - edge.left - (strip.clientWidth - at.width) / 2;
  });

  /* Asks before what cannot be taken back. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-confirm]");
    if (button && !window.confirm(button.dataset.confirm)) { event.preventDefault(); }
  });
})();
