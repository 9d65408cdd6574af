// Choosing rows: x on the row one is on, Shift with a click for all between. While something is chosen the list is not renewed.
{
  const boxes = () => [...document.querySelectorAll('#conversation-list [name="id"]')];
  let latest = null;
  document.addEventListener('click', event => {
    const box = event.target.closest?.('#conversation-list [name="id"]');
    if (!box) return;
    const all = boxes(), from = all.indexOf(latest), to = all.indexOf(box);
    if (event.shiftKey && from >= 0) {
      all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach(one => { one.checked = box.checked; });
    }
    latest = box;
    const count = all.filter(one => one.checked).length;
    document.querySelectorAll('#bulk [data-count]').forEach(place => { place.textContent = count; });
  });
  document.addEventListener('htmx:before:request', event => {
    const list = event.detail.ctx.sourceElement?.closest?.('#conversation-list');
    if (list && list.querySelector('[name="id"]:checked, [name="all"]:checked')) event.preventDefault();
  });
}
