// Where one was: a list keeps its scroll from page to page (data-keep-scroll), a conversation opens at its latest message.
document.querySelectorAll('[data-keep-scroll]').forEach(part => {
  const name = `scroll:${part.dataset.keepScroll}`;
  part.scrollTop = sessionStorage.getItem(name) || 0;
  part.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  addEventListener('pagehide', () => sessionStorage.setItem(name, part.scrollTop));
});
document.querySelectorAll('[data-at-end]').forEach(part => {
  const last = part.querySelector('[data-start-here]');
  if (last && !location.hash) last.scrollIntoView({ block: 'start' });
});
