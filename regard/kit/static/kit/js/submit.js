// Ctrl or Cmd with Enter sends the form one is writing in (data-command-enter shows the key this machine has). A form marked
// data-once is sent once, however often it is clicked.
if (/Mac|iP(hone|ad)/.test(navigator.platform)) document.querySelectorAll('[data-command-enter]').forEach(key => { key.textContent = '⌘ ↵'; });
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest?.('form[data-submit-shortcut]');
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector('[data-submit-default]') || undefined);
});
document.addEventListener('submit', event => {
  const form = event.target;
  if (!form.matches('[data-once]') || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  event.submitter?.setAttribute('data-busy', '');
});
// The page may come back from the browser's memory: then the form may be sent again.
addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => {
  delete form.dataset.sent;
  form.querySelector('[data-busy]')?.removeAttribute('data-busy');
}));
