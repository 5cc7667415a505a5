/* Copies the one-time link. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button) { return; }
    var field = document.getElementById(button.dataset.copy);
    field.focus();
    field.select();
    function said() { button.textContent = button.dataset.copied; }
    /* Without https a browser has no clipboard of its own: the older way still copies what is selected. */
    if (navigator.clipboard) { navigator.clipboard.writeText(field.value).then(said); }
    else if (document.execCommand("copy")) { said(); }
  });
})();
