// Where one was: a list keeps its scroll from page to page (data-keep-scroll), the current one of many views stands in
// sight, a conversation opens at the message that waits, unless that is in sight anyway, below what must be read first.
document.querySelectorAll('[data-keep-scroll]').forEach(part => {
  const name = `scroll:${part.dataset.keepScroll}`;
  part.scrollTop = sessionStorage.getItem(name) || 0;
  part.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  addEventListener('pagehide', () => sessionStorage.setItem(name, part.scrollTop));
});
document.querySelectorAll('[data-at-end]').forEach(part => {
  const last = part.querySelector('[data-start-here]');
  if (last && !location.hash && last.getBoundingClientRect().top > innerHeight / 2) last.scrollIntoView({ block: 'start' });
});
document.querySelectorAll('.seg > [aria-current]').forEach(view => view.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
// What was refused is said where it was written; on a phone that is far below the beginning.
document.querySelector('#composer [role="alert"]')?.scrollIntoView({ block: 'center' });
