/* How far an upload is, for a form with files (templates/submissions/attach.html). Without this the form is a form. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const bar = form.querySelector("progress");
  const status = form.querySelector("[data-upload-status]");
  const button = form.querySelector("button");

  const end = (lines) => {
    bar.hidden = true;
    button.disabled = false;
    status.textContent = lines.join(" ");
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
    });
    request.addEventListener("load", () => {
      const answer = request.response;
      if (request.status === 200 && answer) location.assign(answer.address);
      else end(answer && answer.errors ? answer.errors : [form.dataset.failed]);
    });
    for (const kind of ["error", "abort", "timeout"]) request.addEventListener(kind, () => end([form.dataset.failed]));
    bar.value = 0;
    bar.hidden = false;
    button.disabled = true;
    status.textContent = "";
    request.send(new FormData(form));
  });
})();
