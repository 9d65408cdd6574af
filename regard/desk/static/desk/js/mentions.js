// Behind an @ in a note, the colleagues who can be called: arrows and Enter choose, Escape closes. Without script one
// writes the name; the server knows it as well.
{
  let names = null, list = null;
  const word = area => /(?:^|[\s(])@([^\s@]{0,40})$/.exec(area.value.slice(0, area.selectionStart));
  const close = () => { list?.remove(); list = null; };
  const choose = (area, name) => {
    const found = word(area), end = area.selectionStart, from = end - found[1].length;
    area.setRangeText(`${name} `, from, end, 'end');
    close();
    area.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const show = (area, found) => {
    close();
    if (!found.length) return;
    list = document.createElement('ul');
    list.className = 'called';
    list.setAttribute('role', 'listbox');
    found.forEach((name, at) => {
      const row = document.createElement('li');
      row.textContent = name;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', at === 0);
      row.addEventListener('pointerdown', event => { event.preventDefault(); choose(area, name); });
      list.append(row);
    });
    area.after(list);
  };
  document.addEventListener('input', async event => {
    const area = event.target;
    if (!area.matches?.('textarea[data-mentions]')) return;
    if (!word(area)) { close(); return; }
    if (!names) {
      const answer = await fetch(area.dataset.mentions, { credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) return;
      const holder = document.createElement('template');
      holder.innerHTML = await answer.text();
      names = [...holder.content.querySelectorAll('[data-name]')].map(one => one.dataset.name);
    }
    const typed = word(area)?.[1].toLowerCase();
    if (typed === undefined) { close(); return; }
    show(area, names.filter(name => name.toLowerCase().split(' ').some(part => part.startsWith(typed))).slice(0, 6));
  });
  document.addEventListener('keydown', event => {
    if (!list || !event.target.matches?.('textarea[data-mentions]')) return;
    const rows = [...list.children], at = rows.findIndex(row => row.getAttribute('aria-selected') === 'true');
    if (event.key === 'Escape') { event.stopPropagation(); close(); return; }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
      rows.forEach((row, number) => row.setAttribute('aria-selected', number === next));
    }
    if ((event.key === 'Enter' && !event.ctrlKey && !event.metaKey) || event.key === 'Tab') { event.preventDefault(); choose(event.target, rows[at].textContent); }
  }, true);
  document.addEventListener('focusout', event => { if (event.target.matches?.('textarea[data-mentions]')) close(); });
}
