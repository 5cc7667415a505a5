/* Choosing and sending files: dropping, names, progress. Without it the form works as any other. */
(function () {
  "use strict";
  var form = document.querySelector("[data-upload]");
  if (!form) { return; }
  var zone = form.querySelector(".dropzone");
  var input = form.querySelector("input[type=file]");
  var list = form.querySelector(".chosen");
  var bar = form.querySelector(".uploading");

  function names() {
    list.textContent = "";
    Array.prototype.forEach.call(input.files, function (file) {
      var item = document.createElement("li");
      item.textContent = file.name;
      list.appendChild(item);
    });
  }
  input.addEventListener("change", names);
  ["dragenter", "dragover"].forEach(function (name) {
    zone.addEventListener(name, function (event) { event.preventDefault(); zone.classList.add("over"); });
  });
  ["dragleave", "drop"].forEach(function (name) {
    zone.addEventListener(name, function () { zone.classList.remove("over"); });
  });
  zone.addEventListener("drop", function (event) {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    names();
  });

  form.addEventListener("submit", function (event) {
    if (!window.XMLHttpRequest || !input.files.length) { return; }
    event.preventDefault();
    /* Said before hours of sending; the server decides all the same. */
    if (Array.prototype.some.call(input.files, function (file) { return file.size > +form.dataset.limit; })) {
      show(form.dataset.large);
      return;
    }
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    bar.hidden = false;
    form.querySelector("button[type=submit]").disabled = true;
    request.upload.addEventListener("progress", function (step) {
      if (step.lengthComputable) { bar.value = 100 * step.loaded / step.total; }
    });
    request.addEventListener("load", function () {
      /* A kept draft answers with its own page; a refusal with a page that says why. */
      if (request.status < 400) { window.location.assign(request.responseURL); return; }
      var told = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".refusal");
      show(told ? told.textContent : request.statusText);
    });
    request.addEventListener("error", function () { show(form.dataset.lost || ""); });
    request.send(new FormData(form));
  });

  function show(sentence) {
    var alert = document.createElement("p");
    alert.className = "alert alert-danger";
    alert.setAttribute("role", "alert");
    alert.textContent = sentence;
    var said = document.getElementById("said");
    said.textContent = "";
    said.appendChild(alert);
    bar.hidden = true;
    form.querySelector("button[type=submit]").disabled = false;
    window.scrollTo(0, 0);
  }
})();
