/* Plays a video of another site where it is shown, once the reader asks for it. Before that click its host is
   asked for nothing, and the answer is not remembered. Without this file the link to the video's page works. */

for (const figure of document.querySelectorAll("[data-embed]")) {
  const box = figure.querySelector(".embed-box");
  const button = box.querySelector("button");

  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.src = figure.dataset.embed;
    player.title = figure.dataset.embedTitle;
    player.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
    player.allowFullscreen = true;
    // The host wants to know on which site it plays, and learns no more than that.
    player.referrerPolicy = "strict-origin-when-cross-origin";
    box.replaceChildren(player);
    player.focus();
  });
  box.hidden = false;
  button.hidden = false;
}
