// Files by drag and drop, with progress. Without it the form works as it is.
"use strict";
for (const form of document.querySelectorAll("form.drop")) {
  const chosen = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const progress = form.querySelector("progress");
  const said = form.querySelector(".said");
  form.querySelector(".dropping").hidden = false;

  const say = (...sentences) => said.replaceChildren(...sentences.map((text) => {
    const p = document.createElement("p");
    p.textContent = text;
    return p;
  }));

  const busy = (is) => {
    progress.hidden = !is;
    button.disabled = is;
  };

  // What the answer says went wrong: the heading and the text of its page.
  const complaint = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const texts = [...page.querySelectorAll("main h1, main h1 + p")].map((e) => e.textContent.trim());
    return texts.length ? [texts.map((t) => t.replace(/[.]?$/, ".")).join(" ")] : ["needled did not take the files. Try again."];
  };

  const send = (files) => {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > Number(form.dataset.most)) {
      const large = files.filter((file) => file.size > Number(form.dataset.most)).map((file) => file.name + " is larger than that by itself.");
      say("At most " + form.dataset.limit + " can be sent at once. Send the files in parts.", ...large);
      return;
    }
    if (files.length === 0) {
      say("Choose one or more files first.");
      return;
    }
    const body = new FormData();
    for (const file of files) body.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (e) => {
      if (e.lengthComputable) progress.value = 100 * e.loaded / e.total;
    });
    request.upload.addEventListener("load", () => say("All of it has arrived; it is being put down safely."));
    request.addEventListener("load", () => {
      if (request.status === 200 && request.responseURL.includes("/sources/uploads/")) {
        location.assign(request.responseURL);
        return;
      }
      busy(false);
      say(...complaint(request.responseText));
    });
    const broken = () => {
      busy(false);
      say("The files could not be sent: the connection broke off, or one of them can’t be read any more. Nothing was taken in. Try again.");
    };
    request.addEventListener("error", broken);
    request.addEventListener("abort", broken);
    progress.value = 0;
    busy(true);
    say(files.length === 1 ? "Sending " + files[0].name + " …" : "Sending " + files.length + " files …");
    request.send(body);
  };

  form.addEventListener("submit", (e) => {
    e.preventDefault();
    if (!button.disabled) send([...chosen.files]);
  });

  form.addEventListener("dragover", () => form.classList.add("over"));
  form.addEventListener("dragleave", (e) => {
    if (!form.contains(e.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (e) => {
    form.classList.remove("over");
    if (button.disabled) return;
    const folder = [...e.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).find((entry) => entry && entry.isDirectory);
    if (folder) {
      say(folder.name + " is a folder. Pack it into a zip file, or open it and drop the files in it.");
      return;
    }
    send([...e.dataTransfer.files]);
  });
  // A file that is dropped beside the form must not take the page's place.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (e) => e.preventDefault());
}
