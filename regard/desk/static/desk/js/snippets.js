// The picker of snippets: opened by its button, by s, or by / at the start of a line; narrowed by typing, chosen by keys.
// Without script the same button keeps the draft and comes back with a list to choose from.
{
  const dialog = () => document.getElementById('snippets'), area = () => document.querySelector('textarea[data-snippets]');
  const options = () => [...document.querySelectorAll('#snippet-list [data-snippet]')].filter(one => !one.parentElement.hidden);
  const mark = one => document.querySelectorAll('#snippet-list [data-snippet]').forEach(each => each.setAttribute('aria-selected', each === one));
  const current = () => options().find(one => one.getAttribute('aria-selected') === 'true');
  const filter = text => {
    document.querySelectorAll('#snippet-list li').forEach(row => { row.hidden = !row.textContent.toLowerCase().includes(text.trim().toLowerCase()); });
    mark(options()[0]);
    document.querySelectorAll('[data-snippets-none]').forEach(none => { none.hidden = options().length > 0; });
  };
  const open = () => {
    const field = dialog().querySelector('[data-snippets-filter]');
    field.value = '';
    dialog().showModal();
    htmx.trigger(document.getElementById('snippet-list'), 'needed', {}, false);
    field.focus();
  };
  const insert = text => {
    const target = area(), from = target.selectionStart ?? target.value.length, to = target.selectionEnd ?? from;
    dialog().close();
    target.focus();
    target.setRangeText(text, from, to, 'end');
    const first = text.match(/\[\[[^\[\]\n]+\]\]/);
    if (first) target.setSelectionRange(from + first.index, from + first.index + first[0].length);
    target.dispatchEvent(new Event('input', { bubbles: true }));
  };
  document.addEventListener('click', event => {
    if (event.target.closest('[data-snippets-open]') && dialog()?.showModal) { event.preventDefault(); open(); return; }
    const chosen = event.target.closest('[data-snippet]');
    if (chosen) insert(chosen.dataset.snippet);
  });
  document.addEventListener('input', event => { if (event.target.matches('[data-snippets-filter]')) filter(event.target.value); });
  document.addEventListener('htmx:after:swap', () => { if (dialog()?.open && !current()) filter(dialog().querySelector('[data-snippets-filter]').value); });
  document.addEventListener('keydown', event => {
    if (event.isComposing) return;
    const target = event.target;
    if (event.key === '/' && target.matches?.('textarea[data-snippets]') && dialog() && (target.selectionStart === 0 || target.value[target.selectionStart - 1] === '\n')) {
      event.preventDefault();
      open();
      return;
    }
    if (!target.matches?.('[data-snippets-filter]')) return;
    const rows = options(), at = rows.indexOf(current());
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))];
      mark(next);
      next?.scrollIntoView({ block: 'nearest' });
    }
    if (event.key === 'Enter') { event.preventDefault(); (current() || rows[0])?.click(); }
  });
}
