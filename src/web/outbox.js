// Shows times in the reader's own zone, and loads the page anew when there is another message.
for (const time of document.querySelectorAll("time")) {
  time.textContent = new Date(time.dateTime).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
const { newest } = document.querySelector("main").dataset;
setInterval(async () => {
  const answer = document.hidden ? undefined : await fetch("/dev/outbox.json").catch(() => undefined);
  const messages = answer?.ok ? await answer.json() : [];
  if (messages.length > 0 && messages.at(-1).at !== newest) {
    location.reload();
  }
}, 2000);
