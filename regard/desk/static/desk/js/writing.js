// How long ago a draft was kept, and how long an answer can still be taken back. Words come from the page.
{
  const since = iso => Math.max(0, Math.round((Date.now() - Date.parse(iso)) / 1000));
  const tick = () => {
    document.querySelectorAll('[data-kept]').forEach(part => {
      const seconds = since(part.dataset.kept);
      if (seconds < 3 || seconds > 3600) return;
      const words = seconds < 60 ? part.dataset.wordsS : part.dataset.wordsMin;
      part.textContent = words.replace('{n}', seconds < 60 ? seconds : Math.floor(seconds / 60));
    });
    document.querySelectorAll('[data-leaves]').forEach(part => {
      const seconds = Math.ceil((Date.parse(part.dataset.leaves) - Date.now()) / 1000), text = part.querySelector('[data-leaves-text]');
      if (seconds > 0) { text.textContent = part.dataset.words.replace('{n}', seconds); return; }
      text.textContent = part.dataset.wordsGone;
      part.querySelector('form')?.remove();
      const toast = part.closest('.toast');
      delete part.dataset.leaves;
      setTimeout(() => toast?.remove(), 4000);
    });
  };
  setInterval(tick, 1000);
  // What was kept is there again when the page is loaded anew.
  document.addEventListener('htmx:after:swap', () => {
    const kept = document.querySelector('[data-address]');
    if (kept) history.replaceState(null, '', kept.dataset.address);
  });
  // A menu of sending later closes by Escape and by a click beside it.
  document.addEventListener('click', event => document.querySelectorAll('details.later[open]').forEach(menu => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener('keydown', event => {
    const menu = event.key === 'Escape' && event.target.closest?.('details.later[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  });
}
