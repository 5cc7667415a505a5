/* What only the whole report does. */
(function () {
  "use strict";

  /* Marks the chapter that is being read in the contents. */
  var links = {};
  document.querySelectorAll(".contents a").forEach(function (link) { links[link.hash.slice(1)] = link; });
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting || !links[entry.target.id]) { return; }
      Object.keys(links).forEach(function (key) { links[key].removeAttribute("aria-current"); });
      var link = links[entry.target.id];
      link.setAttribute("aria-current", "true");
      var list = link.closest("ol");
      if (list.scrollWidth > list.clientWidth) { list.scrollLeft = link.offsetLeft - list.clientWidth / 3; }
    });
  }, { rootMargin: "-20% 0px -70% 0px" });
  document.querySelectorAll("#top, .chapter").forEach(function (part) { seen.observe(part); });
})();
