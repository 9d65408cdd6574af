// The palette: Ctrl or Cmd with K opens it over any page, told which conversation and list are open. Arrows move, Enter takes
// the line one is on, or the first one; what it holds comes from the server.
{
  const dialog = document.getElementById('palette');
  const open = () => {
    const field = dialog.querySelector('[name="q"]'), here = new URL(location.href);
    dialog.querySelector('[name="on"]').value = here.pathname.match(/^\/inbox\/([0-9a-f]{8}-[0-9a-f-]{27})\//)?.[1] ?? '';
    dialog.querySelector('[name="view"]').value = here.searchParams.get('view') ?? '';
    dialog.showModal();
    field.value = '';
    field.focus();
    window.htmx?.trigger(field, 'opened', {}, false);
  };
  const move = step => {
    const entries = [...dialog.querySelectorAll('[data-entry]')], at = entries.indexOf(document.activeElement) + step;
    (at < 0 ? dialog.querySelector('[name="q"]') : entries[Math.min(at, entries.length - 1)])?.focus();
  };
  if (dialog) {
    document.addEventListener('keydown', event => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        if (dialog.open) dialog.close(); else if (!document.querySelector('dialog[open]')) open();
      }
    });
    dialog.addEventListener('keydown', event => {
      if (event.key === 'Escape') { event.preventDefault(); dialog.close(); return; }  // a search field would only be emptied
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); move(event.key === 'ArrowDown' ? 1 : -1); }
    });
    dialog.querySelector('form').addEventListener('submit', event => {
      const first = dialog.querySelector('[data-entry]');
      if (first) { event.preventDefault(); first.click(); }
    });
    if (/Mac|iP(hone|ad)/.test(navigator.platform)) document.querySelectorAll('[data-command]').forEach(key => { key.textContent = `⌘ ${key.dataset.command}`; });
  }
}
