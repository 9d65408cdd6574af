// A field that is edited in place: Enter keeps it, leaving it keeps what was changed, Escape puts it back as it was.
{
  const form = element => element.closest?.('form[data-in-place]');
  document.addEventListener('keydown', event => {
    const edited = form(event.target);
    if (edited && event.key === 'Escape') { event.stopPropagation(); edited.querySelector('[data-cancel]')?.click(); }
  }, true);
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-cancel]')) form(event.target).dataset.kept = 'no';
  }, true);
  document.addEventListener('focusout', event => {
    const edited = form(event.target);
    if (!edited || edited.contains(event.relatedTarget) || !document.hasFocus()) return;
    const control = edited.querySelector('[name^="field-"]');
    const before = edited.querySelector('[name^="seen-"]');
    if (control && before && control.value !== before.value && !edited.dataset.kept) { edited.dataset.kept = 'yes'; edited.requestSubmit(); }
  });
  document.addEventListener('htmx:after:swap', () => {
    const control = document.querySelector('form[data-in-place] [name^="field-"]');
    if (control && document.activeElement !== control) { control.focus(); control.select?.(); }
  });
}
