// Cards are carried to a column by pointer, or sent there by the number keys: both ask what the buyer did. Nothing moves by itself.
const board = document.querySelector("[data-board]");
const says = document.querySelector("[data-board-says]");
let held = null;

function ask(card, column) {
  const here = Number(card.dataset.number), there = Number(column.dataset.number);
  if (!column.dataset.gate || there < here) { says.textContent = says.dataset.back; return; }
  says.textContent = says.dataset.dropped;
  location.assign(`${card.dataset.url}?gate=${column.dataset.gate}`);
}

board?.addEventListener("dragstart", (event) => {
  held = event.target.closest("[data-card]");
  if (!held) return;
  held.classList.add("held");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", held.dataset.url);
});
board?.addEventListener("dragend", () => {
  held?.classList.remove("held");
  board.querySelector(".col.over")?.classList.remove("over");
  held = null;
});
board?.addEventListener("dragover", (event) => {
  const column = event.target.closest(".col");
  if (!held || !column) return;
  event.preventDefault();
  if (!column.classList.contains("over")) {
    board.querySelector(".col.over")?.classList.remove("over");
    column.classList.add("over");
  }
});
board?.addEventListener("drop", (event) => {
  const column = event.target.closest(".col");
  if (!held || !column) return;
  event.preventDefault();
  ask(held, column);
});
board?.addEventListener("keydown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.target === card) { card.querySelector("h3 a").click(); return; }
  const column = /^[1-9]$/.test(event.key) && board.querySelector(`.col[data-number="${event.key}"]`);
  if (column && card.dataset.url && card.draggable) { event.preventDefault(); event.stopPropagation(); ask(card, column); }
});
