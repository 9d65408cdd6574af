// The address says what is being searched for, so that going back, reloading and passing it on find the same.
document.addEventListener('htmx:after:swap', event => {
  const form = event.detail.ctx?.sourceElement?.closest?.('[data-search-address]');
  if (form) history.replaceState(null, '', `${form.getAttribute('action')}?${new URLSearchParams(new FormData(form))}`);
});
