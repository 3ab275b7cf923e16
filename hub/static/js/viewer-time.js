// Says beside a time what the reader's own clock shows then, where that is another one.
// Without this the page names the zone of its times.
(() => {
  const { words } = document.currentScript.dataset;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  });
  for (const time of document.querySelectorAll("main time[datetime*='T']")) {
    const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime) ?? [];
    const moment = new Date(time.dateTime);
    if (!sign || time.matches(".date") || Number.isNaN(moment.getTime())) continue;
    const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
    if (offset === -moment.getTimezoneOffset()) continue;
    const note = document.createElement("span");
    note.className = "muted";
    note.textContent = ` (${words.replace("{time}", format.format(moment))})`;
    time.append(note);
  }
})();
