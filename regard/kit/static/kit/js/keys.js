// Single keys, never while typing and never when they are switched off (<html data-keys="off">, or the switch in the
// help, kept in this browser). A link or button says its own key: data-key="g i", data-key="r" (data-focus: where to
// write then; Escape leaves the text). Lists mark rows with
// data-item: j and k move, x chooses (its checkbox), Enter opens because the row is a link. A person's own keys
// (<html data-key-map>) are turned into the usual ones first, so that pages need not know of them.
{
  const root = document.documentElement, stored = localStorage.getItem('keys');
  if (stored) root.dataset.keys = stored;
  const own = JSON.parse(root.dataset.keyMap || '{}');
  let first = '', timer = 0;
  const typing = target => target.matches?.('input:not([type=checkbox], [type=radio]), textarea, select') || target.isContentEditable;
  const move = step => {
    const rows = [...document.querySelectorAll('[data-item]')].filter(row => row.offsetParent);
    if (!rows.length) return;
    let at = rows.indexOf(document.activeElement.closest('[data-item]'));
    if (at < 0) at = rows.findIndex(row => row.hasAttribute('aria-current'));
    const row = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    row.focus();
    row.scrollIntoView({ block: 'nearest' });
  };
  const choose = event => {
    const row = document.activeElement.closest('li')?.querySelector('[type="checkbox"][name="id"]');
    if (row) { event.preventDefault(); row.click(); }
    return Boolean(row);
  };
  const press = keys => {
    const target = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(one => one.offsetParent || one.hidden);
    if (!target) return false;
    target.click();
    document.getElementById(target.dataset.focus)?.focus();
    return true;
  };
  document.addEventListener('keydown', event => {
    if (root.dataset.keys === 'off' || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]')) return;
    if (typing(event.target)) { if (event.key === 'Escape') event.target.blur(); return; }
    const key = first ? event.key : own[event.key] ?? event.key, keys = first ? `${first} ${key}` : key;
    clearTimeout(timer);
    first = '';
    if (keys === 'g') { first = 'g'; timer = setTimeout(() => { first = ''; }, 1200); return; }
    if (keys === 'j' || keys === 'k') { event.preventDefault(); move(keys === 'j' ? 1 : -1); return; }
    if (keys === 'x' && choose(event)) return;
    if (keys === 'o' && document.activeElement.matches('[data-item]')) { document.activeElement.click(); return; }
    if (key.length === 1 && press(keys)) event.preventDefault();
  });
  document.querySelectorAll('[data-keys-switch]').forEach(box => {
    box.checked = root.dataset.keys !== 'off';
    box.addEventListener('change', () => {
      root.dataset.keys = box.checked ? 'on' : 'off';
      localStorage.setItem('keys', root.dataset.keys);
    });
  });
}
