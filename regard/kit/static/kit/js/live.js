// Polling (hx-trigger="every 4s") rests while nobody sees the page, while the network is away and while a dialog is
// open, and asks at once when one comes back. A part stays as it is when the answer is no fresh part: an error, or the
// sign-in page after the session ended.
document.addEventListener('htmx:before:request', event => {
  if (event.detail.ctx.sourceEvent?.type !== 'every') return;
  if (document.hidden || !navigator.onLine || document.querySelector('dialog[open]')) event.preventDefault();
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) document.querySelectorAll('[data-live]').forEach(part => window.htmx?.trigger(part, 'every', {}, false));
});
// What a part may say about its own failure, once: <output data-on-failure="Not kept. …"> beside a draft.
{
const failed = ctx => {
  ctx.swap = 'none';
  const place = ctx.target?.matches?.('[data-on-failure]') ? ctx.target : null;
  if (place) place.textContent = place.dataset.onFailure;
};
document.addEventListener('htmx:before:response', event => {
  if (!event.detail.ctx.response.raw.redirected) return;
  failed(event.detail.ctx);
  event.preventDefault();
});
document.addEventListener('htmx:response:error', event => failed(event.detail.ctx));
document.addEventListener('htmx:error', event => { if (event.detail.ctx) failed(event.detail.ctx); });
}
